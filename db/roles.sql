-- Three roles for Breakwater, each with what it needs. Run it as a superuser in Breakwater's own database, before its first
-- start or later, as often as you like; it changes nothing that is there already. Then give each role a password
-- (\password breakwater_owner …; none can log in before) and set
--   MIGRATION_DATABASE_URL  breakwater_owner    owns the tables: only for migrations
--   DATABASE_URL            breakwater_app      the worker and the dashboard: reads and writes rows
--   OBSERVER_DATABASE_URL   breakwater_monitor  the observer: reads statistics, no table
-- The rights of breakwater_app on each table are given by the migrations: db/grantAppRights.ts.

-- By PostgreSQL's own names only: up to 14 anybody may put a function of theirs in the way of a superuser who looks in public.
set search_path = pg_catalog, pg_temp;

do $$
declare
  role_name text;
begin
  foreach role_name in array array['breakwater_owner', 'breakwater_app', 'breakwater_monitor'] loop
    if not exists (select from pg_roles where rolname = role_name) then
      execute format('create role %I login', role_name);
    end if;
  end loop;
end $$;

-- Who connects to this database: these three. Up to PostgreSQL 14 everybody may create in schema public.
do $$
begin
  execute format('revoke all on database %I from public', current_database());
  execute format(
    'grant connect on database %I to breakwater_owner, breakwater_app, breakwater_monitor', current_database());
end $$;
revoke create on schema public from public;
grant usage, create on schema public to breakwater_owner;
grant usage on schema public to breakwater_app;

grant pg_monitor to breakwater_monitor;
alter role breakwater_monitor set default_transaction_read_only = on;

-- That default is the role's to change, so what it could write by itself goes too: PUBLIC may make large objects and write
-- messages into the WAL. Nothing of Breakwater uses either.
do $$
declare
  function_id regprocedure;
begin
  for function_id in
    select oid from pg_proc where pronamespace = 'pg_catalog'::regnamespace
      and (proname in ('lowrite', 'pg_logical_emit_message') or proname like 'lo\_%')
  loop
    execute format('revoke execute on function %s from public', function_id);
  end loop;
end $$;

-- What a Breakwater with one role for all has made before goes to its owner: only from the database's owner or a superuser.
-- Where others may create in public they may have put something under these names, a function that would run with the
-- owner's rights among it.
do $$
declare
  relations regclass[] := array(
    select to_regclass('public.' || name)
    from unnest(array['token_discovery', 'token_market', 'tracked_token', 'token_price', 'sync_shard', 'skipped_poll',
      'write_mode', 'token_current', 'breakwater_migrations']) as name
    where to_regclass('public.' || name) is not null);
  function regprocedure := to_regprocedure('public.forget_deleted_tokens()');
  stranger name;
  relation regclass;
begin
  select r.rolname into stranger
  from (
    select relowner as id from pg_class where oid = any (relations)
    union select proowner from pg_proc where oid = function
  ) as owner join pg_roles r on r.oid = owner.id, pg_database d
  where d.datname = current_database() and r.oid <> d.datdba and not r.rolsuper and r.rolname <> 'breakwater_owner'
  limit 1;
  if found then
    raise exception 'Role % owns tables or functions under the names of Breakwater in schema public', stranger
      using hint = format('If Breakwater ran as this role, run this and then this file again: '
        'REASSIGN OWNED BY %I TO breakwater_owner; if not, look at what it has put there, and drop it.', stranger);
  end if;
  foreach relation in array relations loop
    execute format('alter table %s owner to breakwater_owner', relation);
  end loop;
  if function is not null then
    alter function public.forget_deleted_tokens() owner to breakwater_owner;
  end if;
end $$;

reset search_path;
