-- For which urgent orders people on call were told that something waits. Removed after a week.

create table nudges (
    fund_id uuid not null,
    order_id uuid not null,
    nudged_at timestamptz not null,
    primary key (fund_id, order_id)
);

grant select, insert, delete on nudges to {service};
