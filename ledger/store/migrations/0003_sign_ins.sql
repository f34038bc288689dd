-- Who may sign in to this service. Of the instance, not of a fund: so no fund_id.
-- Nothing here names a person: a sign-in is a random id, codes and sessions are hashes.

create table sign_ins (
    sign_in_id uuid primary key,
    made_at timestamptz not null
);

create table sign_in_codes (
    code_hash bytea primary key check (octet_length(code_hash) = 32),
    sign_in_id uuid not null references sign_ins,
    made_at timestamptz not null,
    ends_at timestamptz not null,
    used_at timestamptz
);

create table sessions (
    session_hash bytea primary key check (octet_length(session_hash) = 32),
    sign_in_id uuid not null references sign_ins,
    way text not null check (way in ('page', 'api')),
    started_at timestamptz not null,
    seen_at timestamptz not null,
    ends_at timestamptz not null
);

grant select, insert on sign_ins to {service};
grant select, insert, update (used_at), delete on sign_in_codes to {service};
grant select, insert, update (seen_at), delete on sessions to {service};
