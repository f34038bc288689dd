-- The verifiable log of a fund: its tree, where lines are in it, its heads and its promises.
-- All of it follows from the lines, the key of the log and the signer's own memory, which lies in
-- the key directory. Rows are added and grow; none is ever taken away.

create table log_trees (
    fund_id uuid not null,
    -- A fund has one log at a time: 1, then 2, …
    number integer not null check (number > 0),
    origin text not null,
    vkey text not null,
    promise_vkey text not null,
    -- Leaves, and the complete subtrees on the right edge of the tree, biggest first.
    size bigint not null default 0 check (size >= 0),
    frontier bytea not null default '',
    -- How many lines are in it, and up to which position every one is.
    lines bigint not null default 0 check (lines between 0 and size),
    sealed_upto bigint not null default 0,
    -- The size of the newest head that was signed.
    signed_size bigint not null default 0 check (signed_size between 0 and size),
    -- The moment of the clock that the last leaves were added for, and that of the next ones.
    grown_at timestamptz,
    next_at timestamptz not null,
    -- Why nothing is signed; null while all is well.
    stopped text,
    primary key (fund_id, number)
) with (fillfactor = 50);

-- A tile grows on the right: a narrower one is what a wider one begins with. Hashes of level 0 to
-- 5; what the leaves hold stands at level -1, 32 bytes each.
create table log_tiles (
    fund_id uuid not null,
    number integer not null,
    level smallint not null check (level between -1 and 5),
    index bigint not null check (index >= 0),
    data bytea not null check (octet_length(data) between 32 and 8192 and octet_length(data) % 32 = 0),
    primary key (fund_id, number, level, index),
    foreign key (fund_id, number) references log_trees
);

-- Hashes cannot be packed.
alter table log_tiles alter column data set storage external;

-- Where a line is in the tree. Only the service knows.
create table log_places (
    fund_id uuid not null,
    number integer not null,
    position bigint not null check (position > 0),
    index bigint not null check (index >= 0),
    primary key (fund_id, number, position),
    unique (fund_id, number, index),
    foreign key (fund_id, number) references log_trees
);

create table log_heads (
    fund_id uuid not null,
    number integer not null,
    size bigint not null check (size > 0),
    root bytea not null check (octet_length(root) = 32),
    -- The signed note; cosignatures are added as they come in.
    note text not null,
    -- The moment of the clock that it was made for.
    at timestamptz not null,
    primary key (fund_id, number, size),
    foreign key (fund_id, number) references log_trees
);

-- What was promised once stays promised, word by word.
create table log_promises (
    fund_id uuid not null,
    number integer not null,
    position bigint not null check (position > 0),
    note text not null,
    primary key (fund_id, number, position),
    foreign key (fund_id, number) references log_trees
);

-- Logs of other services that this instance cosigns. A row stays when its log is taken off
-- (is_on = false): what was cosigned once must not be contradicted later.
create table witnessed_logs (
    origin text primary key check (origin <> ''),
    vkey text not null,
    -- Where people find the log; the service asks nothing there.
    url text not null default '',
    is_on boolean not null default true,
    size bigint not null default 0 check (size >= 0),
    -- None before the first head.
    root bytea check (octet_length(root) = 32),
    -- The newest head that was cosigned: the log's signature and this instance's.
    note text,
    -- The first head of the log that contradicts one that was cosigned: evidence.
    fork text
);

-- Lines after which a fund may keep a log: few, and looked for when a book has grown. The topics
-- are those of ledger/transparency/table.py.
create index events_of_log on events (fund_id, position)
where topic in ('disclosure.set.v1', 'log.set.v1', 'log.begun.v1');

grant select, insert on log_trees to {service};
grant update (size, frontier, lines, sealed_upto, signed_size, grown_at, next_at, stopped)
on log_trees to {service};
grant select, insert, update (data) on log_tiles to {service};
grant select, insert on log_places to {service};
grant select, insert, update (note) on log_heads to {service};
grant select, insert on log_promises to {service};
grant select, insert, update on witnessed_logs to {service};
