-- Deciding together: what is beside the book. Words and ballots are sealed, each with a key of its
-- own that is not in the database. No row of a ballot has a time, a number, or a place that says
-- when it came: all of a box are written anew, in the order of their fingerprints, with every ballot.

create table proposal_words (
    fund_id uuid not null,
    -- The salted digest that stands in the line.
    text_hash bytea not null check (octet_length(text_hash) = 32),
    -- Follows from the key of the request, so that a retry finds its words again.
    draft_id uuid not null,
    -- None until the line is in the book; what stays without one is removed.
    proposal_id uuid,
    sealed bytea not null,
    made_on date not null,
    forget_on date,
    primary key (fund_id, text_hash),
    unique (fund_id, draft_id)
);

create index proposal_words_by_proposal on proposal_words (fund_id, proposal_id);

-- What members say about a proposal: who said it is sealed along with it.
create table proposal_notes (
    fund_id uuid not null,
    proposal_id uuid not null,
    number integer not null check (number > 0),
    note_id uuid not null,
    sealed bytea not null,
    primary key (fund_id, proposal_id, number),
    unique (fund_id, proposal_id, note_id)
);

-- Who opened a proposal as it reads now: it counts where silence agrees, and goes when it closes.
create table proposal_seen (
    fund_id uuid not null,
    proposal_id uuid not null,
    stage smallint not null,
    text_hash bytea not null check (octet_length(text_hash) = 32),
    sign_in uuid not null,
    primary key (fund_id, proposal_id, stage, text_hash, sign_in)
);

-- A row stays when its box is closed: so nobody opens the box of that stage a second time.
create table ballot_boxes (
    fund_id uuid not null,
    proposal_id uuid not null,
    stage smallint not null,
    state text not null check (state in ('open', 'closing', 'closed')),
    -- Seals; what opens lies in the key directory.
    public_key bytea check (octet_length(public_key) = 32),
    primary key (fund_id, proposal_id, stage)
);

create index ballot_boxes_not_closed on ballot_boxes (fund_id, proposal_id)
    where state <> 'closed';

-- Who put a ballot in, and not which.
create table ballot_marks (
    fund_id uuid not null,
    proposal_id uuid not null,
    stage smallint not null,
    sign_in uuid not null,
    primary key (fund_id, proposal_id, stage, sign_in),
    foreign key (fund_id, proposal_id, stage) references ballot_boxes
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 0);

create table ballots (
    fund_id uuid not null,
    proposal_id uuid not null,
    stage smallint not null,
    -- SHA-256 of a code of a hundred random bits, which only whoever voted has.
    code_hash bytea not null check (octet_length(code_hash) = 32),
    -- All of one length, whatever they say.
    sealed bytea not null check (octet_length(sealed) = 572),
    primary key (fund_id, proposal_id, stage, code_hash),
    foreign key (fund_id, proposal_id, stage) references ballot_boxes
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 0);

alter table ballots alter column sealed set storage external;

-- Lines that set a deadline now also are those of proposals. The topics are those of
-- ledger/store/all_books.py.
drop index events_with_deadlines;
create index events_with_deadlines on events (fund_id, position)
where topic in (
    'ratification.opened.v1', 'glass.broken.v1', 'proposal.made.v1', 'proposal.changed.v1',
    'proposal.extended.v1', 'proposal.advanced.v1', 'proposal.closed.v1',
    'meeting.confirmed.v1', 'meeting.contested.v1'
);

-- By which rules a fund moves its money now also is what it leaves to its members. The topics are
-- those of api/public/rules.py.
drop index events_of_rules;
create index events_of_rules on events (fund_id, position)
where topic in (
    'policy.set.v1', 'single_signer.ended.v1', 'deciding.set.v1', 'successors.installed.v1'
);

-- Budget items have names, as accounts have.
alter table labels drop constraint labels_kind_check;
alter table labels add constraint labels_kind_check
check (kind in ('fund', 'account', 'purpose', 'authority', 'case', 'giver', 'item'));

grant select, insert, delete, update (proposal_id, forget_on) on proposal_words to {service};
grant select, insert, delete on proposal_notes to {service};
grant select, insert, delete on proposal_seen to {service};
grant select, insert, update (state, public_key) on ballot_boxes to {service};
grant select, insert, delete on ballot_marks to {service};
grant select, insert, delete on ballots to {service};

-- From PostgreSQL 17 on a role may be let clear away what is dead in a table of others.
do $$
begin
    if current_setting('server_version_num')::integer >= 170000 then
        execute 'grant maintain on ballots, ballot_marks to ' || $role${service}$role$;
    end if;
end
$$;
