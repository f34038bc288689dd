-- How members are reached themselves, so that nobody screens or vouches for their own household:
-- a person of the vault with fingerprints and no record. Which sign-in it is, and nothing else.

create table vault_own_contacts (
    fund_id uuid not null,
    sign_in uuid not null,
    person_id uuid not null,
    primary key (fund_id, sign_in),
    foreign key (fund_id, person_id) references vault_people
);

-- A record profile takes two: the first asks for it, and it holds once somebody else has agreed.
alter table vault_profiles
    add column asked_profile text,
    add column asked_by text;

grant select, insert, delete on vault_own_contacts to {service};
grant update (asked_profile, asked_by) on vault_profiles to {service};
