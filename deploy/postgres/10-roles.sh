#!/usr/bin/env bash
# Run once by the PostgreSQL image on an empty volume: the roles and the database of Parasol.
# parasol_owner owns the tables and runs migrations; parasol is what the service connects as.
# Serves any other PostgreSQL too: set the two password files and PGHOST, PGUSER as for psql.
set -euo pipefail

owner=$(cat "${PARASOL_OWNER_PASSWORD_FILE:-/run/secrets/owner_password}")
service=$(cat "${PARASOL_SERVICE_PASSWORD_FILE:-/run/secrets/service_password}")

# Passwords go in as input, not as arguments, which other accounts could read.
psql -X -q --set ON_ERROR_STOP=1 --username "${PGUSER:-postgres}" --dbname postgres <<SQL
set log_statement = 'none';
create role parasol_owner login password '$owner';
create role parasol login password '$service';
create database parasol owner parasol_owner encoding 'UTF8' lc_collate 'C' lc_ctype 'C' template template0;
revoke all on database parasol from public;
grant connect on database parasol to parasol;
SQL
