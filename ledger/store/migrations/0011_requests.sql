-- Requests for help that nobody has screened: who asks and what for is sealed in the vault, and
-- nothing here says either. A request leaves no line in the book before somebody has read it.

create table help_requests (
    fund_id uuid not null,
    request_id uuid not null,
    person_id uuid not null,
    -- SHA-256 of what is typed to see how it stands; the code itself is kept nowhere.
    code_hash bytea not null check (octet_length(code_hash) = 32),
    -- Said by whoever asks, so that those on call know it before they open anything.
    tonight boolean not null,
    state text not null check (state in ('waiting', 'read', 'helped', 'listed', 'no', 'over')),
    arrived_at timestamptz not null,
    case_id uuid,
    primary key (fund_id, request_id),
    foreign key (fund_id, person_id) references vault_people
);

create unique index help_requests_by_code on help_requests (fund_id, code_hash);
create index help_requests_waiting on help_requests (fund_id, arrived_at)
    where state in ('waiting', 'read', 'listed');

-- The sign on the door: set by people, never computed from money.
create table help_doors (
    fund_id uuid not null primary key,
    is_open boolean not null,
    -- Kinds of help that may be asked for.
    kinds text[] not null,
    -- When somebody reads: minutes after midnight in the fund's time zone, any day of the week.
    reads_from smallint not null check (reads_from between 0 and 1439),
    reads_until smallint not null check (reads_until between 0 and 1439),
    -- A line that strangers may call: published text, no person's.
    call_line text not null check (length(call_line) <= 80)
);

grant select, insert, delete, update (code_hash, state, case_id) on help_requests to {service};
grant select, insert, update (is_open, kinds, reads_from, reads_until, call_line)
    on help_doors to {service};
