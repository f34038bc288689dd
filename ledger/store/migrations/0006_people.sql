-- Who signs in and how: handles, second factors, invitations, tokens. Of the instance, not of a
-- fund: so no fund_id. Who may do what in a fund stands in its book and nowhere here.
-- Codes, tokens and devices are hashes; nothing names a person but the handle they chose.

alter table sign_ins
    add column handle text,
    -- What must be unique: two handles that look the same are the same.
    add column handle_key text,
    add column passphrase_hash text,
    -- When the person chose handle and passphrase; until then a code of the terminal signs in.
    add column claimed_at timestamptz,
    add constraint sign_ins_claimed_whole
        check (num_nulls(handle, handle_key, passphrase_hash, claimed_at) in (0, 4));

create unique index sign_ins_handle_key on sign_ins (handle_key);

alter table sessions
    -- When a second factor was last given here.
    add column stepped_up_at timestamptz,
    add column wrong_codes integer not null default 0,
    drop constraint sessions_way_check,
    -- 'pending': the passphrase was right, the code of the second factor is awaited.
    add constraint sessions_way_check check (way in ('page', 'api', 'pending'));

create index sessions_of_sign_in on sessions (sign_in_id);

-- A secret shared with an app that shows codes. One counts, another may wait to be confirmed.
create table authenticators (
    sign_in_id uuid not null references sign_ins,
    is_confirmed boolean not null,
    -- Encrypted with a key that is not in the database.
    sealed bytea not null,
    -- Steps of thirty seconds since 1970: no code of this step or an earlier one counts again.
    last_step bigint not null,
    made_at timestamptz not null,
    primary key (sign_in_id, is_confirmed)
);

-- A code that was used is gone.
create table recovery_codes (
    sign_in_id uuid not null references sign_ins,
    code_hash bytea not null check (octet_length(code_hash) = 32),
    made_at timestamptz not null,
    primary key (sign_in_id, code_hash)
);

-- One whole code, or two halves made by two people. The sign-in comes to be when they are typed.
create table invitations (
    sign_in_id uuid not null,
    made_by uuid not null references sign_ins,
    is_whole boolean not null,
    code_hash bytea not null unique check (octet_length(code_hash) = 32),
    made_at timestamptz not null,
    ends_at timestamptz not null,
    primary key (sign_in_id, made_by)
);

create table api_tokens (
    token_hash bytea primary key check (octet_length(token_hash) = 32),
    sign_in_id uuid not null references sign_ins,
    -- The first signs of its secret, by which its owner knows it again.
    hint text not null,
    scopes text[] not null check (scopes <@ array['read', 'record', 'order']),
    made_at timestamptz not null,
    ends_at timestamptz not null,
    used_at timestamptz
);

create index api_tokens_of_sign_in on api_tokens (sign_in_id);

-- A browser in which somebody signed in before.
create table devices (
    device_hash bytea primary key check (octet_length(device_hash) = 32),
    sign_in_id uuid not null references sign_ins,
    made_at timestamptz not null,
    ends_at timestamptz not null
);

create index devices_of_sign_in on devices (sign_in_id);

-- How many attempts failed lately, by what was tried and by whom (keyed, so it names nobody).
create table attempts (
    action text not null,
    subject bytea not null check (octet_length(subject) = 32),
    failures integer not null,
    -- No attempt counts before.
    open_at timestamptz not null,
    -- Forgotten from then on.
    ends_at timestamptz not null,
    primary key (action, subject)
);

create index attempts_that_ended on attempts (ends_at);

grant update (handle, handle_key, passphrase_hash, claimed_at) on sign_ins to {service};
grant update (session_hash, stepped_up_at, wrong_codes) on sessions to {service};
grant select, insert, update (is_confirmed, last_step), delete on authenticators to {service};
grant select, insert, delete on recovery_codes to {service};
grant select, insert, update (used_at), delete on api_tokens to {service};
grant select, insert, delete on devices to {service};
grant select, insert, update (failures, open_at, ends_at), delete on attempts to {service};
grant select, insert, update (made_at), delete on invitations to {service};
