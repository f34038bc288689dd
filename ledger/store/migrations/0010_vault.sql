-- The vault: what is known about people, encrypted with a key for each of them that is not in the
-- database. Ids are random, days are days, and nothing here says who anybody is.

create table vault_people (
    fund_id uuid not null,
    person_id uuid not null,
    made_on date not null,
    -- From the day after on it is erased by itself, unless a hold or an unsettled case keeps it.
    keep_until date not null,
    erased_on date,
    primary key (fund_id, person_id)
);

create index vault_people_by_end on vault_people (fund_id, keep_until) where erased_on is null;

create table vault_records (
    fund_id uuid not null,
    record_id uuid not null,
    person_id uuid not null,
    kind text not null,
    version integer not null check (version > 0),
    made_on date not null,
    -- AES-256-GCM over padded content; fund, person, record, kind and version are bound to it.
    sealed bytea not null,
    primary key (fund_id, record_id),
    foreign key (fund_id, person_id) references vault_people
);

create index vault_records_of_person on vault_records (fund_id, person_id);

create table vault_links (
    fund_id uuid not null,
    case_id uuid not null,
    person_id uuid not null,
    primary key (fund_id, case_id, person_id),
    foreign key (fund_id, person_id) references vault_people
);

create index vault_links_of_person on vault_links (fund_id, person_id);

-- Keyed with a key that follows from the person's own: it dies with it.
create table vault_fingerprints (
    fund_id uuid not null,
    person_id uuid not null,
    fingerprint bytea not null check (octet_length(fingerprint) = 32),
    primary key (fund_id, person_id, fingerprint),
    foreign key (fund_id, person_id) references vault_people
);

-- A hold forbids to erase. One places it, two lift it.
create table vault_holds (
    fund_id uuid not null,
    hold_id uuid not null,
    person_id uuid not null,
    placed_by text not null,
    placed_at timestamptz not null,
    lift_asked_by text,
    lifted_by text,
    lifted_at timestamptz,
    primary key (fund_id, hold_id),
    foreign key (fund_id, person_id) references vault_people
);

create index vault_holds_of_person on vault_holds (fund_id, person_id);

-- Who did what in the vault, when, and for what purpose. It stays when a person is erased.
create table vault_acts (
    fund_id uuid not null,
    act_id uuid not null,
    acted_at timestamptz not null,
    actor text not null,
    act text not null,
    purpose text,
    kind text,
    person_id uuid,
    -- The second person, where it took two.
    agreed_by text,
    primary key (fund_id, act_id)
);

create index vault_acts_by_time on vault_acts (fund_id, acted_at);

-- An auditor asks for one record, somebody else agrees, and it is opened once.
create table vault_askings (
    fund_id uuid not null,
    asking_id uuid not null,
    record_id uuid not null,
    asked_by text not null,
    asked_at timestamptz not null,
    agreed_by text,
    agreed_at timestamptz,
    primary key (fund_id, asking_id),
    foreign key (fund_id, record_id) references vault_records on delete cascade
);

-- Which fields a fund asks for, and for how long it keeps them.
create table vault_profiles (
    fund_id uuid not null primary key,
    profile text not null
);

grant select, insert, delete, update (keep_until, erased_on) on vault_people to {service};
grant select, insert, delete, update (version, made_on, sealed) on vault_records to {service};
grant select, insert, delete on vault_links to {service};
grant select, insert, delete on vault_fingerprints to {service};
grant select, insert, update (lift_asked_by, lifted_by, lifted_at) on vault_holds to {service};
grant select, insert on vault_acts to {service};
grant select, insert, delete, update (agreed_by, agreed_at) on vault_askings to {service};
grant select, insert, update (profile) on vault_profiles to {service};
