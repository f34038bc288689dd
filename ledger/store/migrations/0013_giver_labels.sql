-- Names of givers that agreed to be named in public. They stand beside the book like every label,
-- and unlike the others they can be taken away: whoever agreed may not any more.

alter table labels drop constraint labels_kind_check;
alter table labels add constraint labels_kind_check
check (kind in ('fund', 'account', 'purpose', 'authority', 'case', 'giver'));

-- The service may not delete labels; through this it takes away the name of a giver and no other.
create function remove_giver_label(of_fund uuid, label uuid) returns boolean
language plpgsql security definer set search_path from current as $$
begin
    delete from labels where fund_id = of_fund and kind = 'giver' and id = label;
    return found;
end
$$;

revoke all on function remove_giver_label(uuid, uuid) from public;
grant execute on function remove_giver_label(uuid, uuid) to {service};
