#!/bin/sh
# Run once, when the database is made: the three roles of docs/security.md, and their passwords, which stay off command
# lines.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --file /etc/breakwater/roles.sql
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'END'
\getenv owner POSTGRES_OWNER_PASSWORD
\getenv app POSTGRES_APP_PASSWORD
\getenv monitor POSTGRES_MONITOR_PASSWORD
alter role breakwater_owner password :'owner';
alter role breakwater_app password :'app';
alter role breakwater_monitor password :'monitor';
END
