-- What belongs to the whole instance and to no fund.

-- Facts about this instance by name, such as the fingerprint of each of its keys.
create table instance (
    name text not null primary key,
    value bytea not null,
    recorded_at timestamptz not null default now()
);

grant select, insert on instance to {service};
