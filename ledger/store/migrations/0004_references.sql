-- The vault: what stands between a fact and a person. It is never exported with a book.

create table vault_references (
    fund_id uuid not null,
    -- What is named: giver, payee, …
    kind text not null,
    -- Keyed with a key that is not in the database: tells nothing by itself.
    fingerprint bytea not null check (octet_length(fingerprint) = 32),
    reference uuid not null,
    primary key (fund_id, kind, fingerprint)
);

comment on table vault_references is 'Keyed fingerprint to random reference. Rows may be erased.';

grant select, insert, delete on vault_references to {service};
