-- The fund that a new person was first asked into. The id of somebody who has not come yet is a
-- random one that whoever asks chooses; were it good in two funds, the steward of both could have
-- a whole code made for it in the one and type it, while a colleague agrees to it in the other.
-- One for the whole instance, so its key is not the fund's.

create table newcomers (
    sign_in_id uuid primary key,
    fund_id uuid not null,
    made_at timestamptz not null
);

grant select, insert on newcomers to {service};
