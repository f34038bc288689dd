-- The books: one gapless sequence of lines a fund, and what belongs to it.
-- SQL of PostgreSQL 15 at most. {service} is the role that the service connects as.
-- Every table of fund data has fund_id first in its key, so that funds can be spread over machines.

create table events (
    -- Fixed widths first: no padding between columns in the table that grows for ever.
    fund_id uuid not null,
    case_id uuid not null,
    event_id uuid not null,
    position bigint not null check (position >= 1),
    recorded_at timestamptz not null,
    version integer not null check (version >= 0),
    cause uuid,
    topic text not null,
    actor text not null,
    payload bytea not null check (octet_length(payload) <= 65536),
    primary key (fund_id, case_id, version),
    unique (fund_id, position)
) with (
    -- Rows never change, so pages are filled to the brim; the vacuum after inserts keeps the
    -- visibility map fresh and freezes early instead of all at once after years.
    fillfactor = 100,
    autovacuum_vacuum_insert_scale_factor = 0.05,
    autovacuum_analyze_scale_factor = 0.02
);

comment on table events is 'The lines of the books. Only ever added to.';

-- A line is small and is read far more often than it is written: never packed.
alter table events alter column payload set storage external;

grant select, insert on events to {service};

-- The service has no right to change a line. This stops the owner of the table as well.
create function refuse_change_of_events() returns trigger language plpgsql as $$
begin
    raise exception 'lines of a book are only ever added'
        using errcode = 'insufficient_privilege';
end
$$;

create trigger events_are_only_added
before update or delete or truncate on events
for each statement execute function refuse_change_of_events();

-- One row a book: the lock that puts its writers in a row, and its last position.
create table heads (
    fund_id uuid not null,
    position bigint not null default 0 check (position >= 0),
    recorded_at timestamptz not null default 'epoch',
    primary key (fund_id)
) with (
    -- Room for new versions of the row on its own page: no index entry is ever added.
    fillfactor = 50,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 1000
);

grant select, insert, update on heads to {service};

create table idempotency (
    fund_id uuid not null,
    actor text not null,
    key text not null,
    request_hash bytea not null,
    answer bytea not null,
    primary key (fund_id, actor, key)
);

comment on table idempotency is 'Answers given, kept for ever: the same key gets the same answer.';

grant select, insert on idempotency to {service};

create table snapshots (
    fund_id uuid not null,
    fold text not null,
    position bigint not null,
    state bytea not null,
    primary key (fund_id, fold)
);

comment on table snapshots is 'States of folds at a position. Disposable.';

grant select, insert, update, delete on snapshots to {service};

create table labels (
    fund_id uuid not null,
    kind text not null check (kind in ('fund', 'account', 'purpose', 'authority', 'case')),
    id uuid not null,
    text text not null,
    primary key (fund_id, kind, id)
);

comment on table labels is 'Names of things, beside the book: renameable, exported with it.';

grant select, insert, update (text) on labels to {service};

-- How far this book has taken in other sequences, in the same transaction as its own lines.
create table tracking (
    fund_id uuid not null,
    application_name text not null,
    notification_id bigint not null,
    primary key (fund_id, application_name)
) with (fillfactor = 50);

grant select, insert, update (notification_id) on tracking to {service};
