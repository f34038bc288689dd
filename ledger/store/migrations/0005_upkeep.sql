-- What somebody has to do from time to time, and when it was last done.
-- Of the instance, not of a fund: so no fund_id.

create table upkeep (
    what text not null primary key check (what in ('backup', 'drill', 'restore')),
    done_at timestamptz not null
);

grant select, insert, update (done_at) on upkeep to {service};
