-- Giving: what meets a transfer with its giver. Nothing here says who anybody is, or how much they
-- gave: the reference is random, the code is kept as a keyed fingerprint, and the gift is a case
-- of the book.

create table gift_codes (
    fund_id uuid not null,
    -- Goes into the transfer, so banks see it: neutral, with a sign that catches slips.
    reference text not null check (reference ~ '^[0-9A-HJKMNP-TV-Z]{8}$'),
    -- Keyed with a key that is not in the database; the code itself is kept nowhere.
    code_hash bytea not null check (octet_length(code_hash) = 32),
    -- Encrypted: from it follow the commitments of the gifts that come under this reference.
    seed bytea not null,
    -- The first day of a month: nothing tells on which day somebody came by.
    made_on date not null,
    -- Whether a gift came under it; one under which none came is forgotten after thirteen months.
    is_used boolean not null default false,
    primary key (fund_id, reference)
);

create unique index gift_codes_by_code on gift_codes (fund_id, code_hash);
create index gift_codes_by_age on gift_codes (fund_id, made_on) where not is_used;

-- Gifts that came under a reference: written just before the line itself, so one of them may have
-- no line. Whether it has one is asked of the book, never of this table.
create table gift_arrivals (
    fund_id uuid not null,
    reference text not null,
    -- The how-manieth under its reference, counted from 1.
    number integer not null check (number > 0),
    -- Keyed: of the key under which the line is written, so that a retry is the same gift.
    key_hash bytea not null check (octet_length(key_hash) = 32),
    case_id uuid not null,
    giver uuid not null,
    primary key (fund_id, reference, number),
    unique (fund_id, reference, key_hash),
    foreign key (fund_id, reference) references gift_codes
);

-- Kinds of help that are met only when they cannot wait, and until when others are closed.
alter table help_doors add column urgent text[] not null default '{}';
alter table help_doors add column closed_until jsonb not null default '{}';

-- The sign as it is told on public pages: what hangs, and what will hang from the next hour of the
-- day at which it may change. "open", "urgent", "closed", or the month until which it is closed.
create table help_door_signs (
    fund_id uuid not null,
    shown_from timestamptz not null,
    signs jsonb not null,
    primary key (fund_id, shown_from)
);

insert into help_door_signs (fund_id, shown_from, signs)
select fund_id, now(), coalesce(
    (select jsonb_object_agg(kind, 'open') from unnest(kinds) as kind where is_open), '{}')
from help_doors;

grant select, insert, delete, update (is_used) on gift_codes to {service};
grant select, insert on gift_arrivals to {service};
grant update (urgent, closed_until) on help_doors to {service};
grant select, insert, delete, update (signs) on help_door_signs to {service};
