-- Seats at the table, rounds of an audit, and lots. Nothing here says who was helped, and no words
-- of people are kept: answers, findings and replies are chosen from lists.

-- Who at a seat looked at the exact budget, and when: never what they saw.
create table seat_openings (
    fund_id uuid not null,
    opened_at timestamptz not null,
    sign_in uuid not null,
    primary key (fund_id, opened_at, sign_in)
);

create table audit_rounds (
    fund_id uuid not null,
    number integer not null check (number > 0),
    begun_by uuid not null,
    begun_at timestamptz not null,
    -- What happened on these days, as the book stood at this line.
    from_day date not null,
    until_day date not null,
    upto bigint not null,
    -- Every payment of at least so much is looked at, in minor units of the fund's currency.
    above bigint check (above > 0),
    -- What the draw starts from: the hash of a report's manifest, or a day.
    report integer,
    said text not null,
    closed_at timestamptz,
    primary key (fund_id, number),
    check (from_day <= until_day)
);

-- One round at a time: whoever begins twice comes to the one that is open.
create unique index audit_rounds_open on audit_rounds (fund_id) where closed_at is null;

create table audit_steps (
    fund_id uuid not null,
    round integer not null,
    -- "cash", "bank" and so on, or the number of a line.
    step text not null check (step ~ '^[a-z0-9]{1,20}$'),
    -- Why a line is looked at: "drawn", "large", "outside", "reversal".
    reasons text[] not null default '{}',
    -- By the name of a question: "yes", "no" or "not_seen".
    answers jsonb not null default '{}',
    finding text,
    reply text,
    is_settled boolean not null default false,
    primary key (fund_id, round, step),
    foreign key (fund_id, round) references audit_rounds
);

-- Who becomes an auditor by lot: the report decides, which is named when the list is closed.
create table audit_lots (
    fund_id uuid not null,
    number integer not null check (number > 0),
    opened_at timestamptz not null,
    report integer,
    primary key (fund_id, number)
);

-- Those who said yes. Who did not is written down nowhere.
create table audit_volunteers (
    fund_id uuid not null,
    lot integer not null,
    sign_in uuid not null,
    primary key (fund_id, lot, sign_in),
    foreign key (fund_id, lot) references audit_lots
);

grant select, insert, delete on seat_openings to {service};
grant select, insert, update (closed_at) on audit_rounds to {service};
grant select, insert, update (answers, finding, reply, is_settled) on audit_steps to {service};
grant select, insert, update (report) on audit_lots to {service};
grant select, insert, delete on audit_volunteers to {service};
