-- Plants, in schema public and by a role that may only create there, everything that PostgreSQL has in pg_catalog under
-- the same names: what looks a name up there first runs it. Each writes "planted name ran" to the server's log and fails.
create function public.spring_trap(name text) returns boolean language plpgsql as $$
begin
  raise log 'planted name ran: %', name;
  raise exception 'planted name ran: %', name;
end $$;

-- Argument types that fit better than those of pg_catalog.format(text, variadic "any"): found on any path that has public.
create function public.format(text, name, name) returns text language sql
  as $$ select case when public.spring_trap('format(text, name, name)') then '' end $$;

do $plant$
declare
  found record;
begin
  set local check_function_bodies = off;
  for found in
    select proname, pg_get_function_arguments(oid) as arguments, pg_get_function_result(oid) as result
    from pg_proc where pronamespace = 'pg_catalog'::regnamespace and prokind = 'f' and provariadic = 0
      and prorettype not in ('internal'::regtype, 'trigger'::regtype, 'event_trigger'::regtype)
      and not ('internal'::regtype = any (proargtypes::oid[])) and proname !~ '^(plpgsql|spring_trap)'
  loop
    begin
      execute format(
        $sql$create function public.%I(%s) returns %s language plpgsql
          as $body$begin raise log 'planted name ran: %%', %L; raise exception 'planted name ran'; end$body$ $sql$,
        found.proname, found.arguments, found.result, found.proname);
    exception when others then null; -- Some kinds of argument cannot be written down.
    end;
  end loop;

  for found in
    select o.oid, oprname, oprleft::regtype as l, oprright::regtype as r, oprresult::regtype as result
    from pg_operator o where oprnamespace = 'pg_catalog'::regnamespace and oprkind = 'b'
  loop
    begin
      execute format(
        $sql$create function public.operator_%s(%s, %s) returns %s language plpgsql
          as $body$begin raise log 'planted name ran: %%', %L; raise exception 'planted name ran'; end$body$ $sql$,
        found.oid, found.l, found.r, found.result, found.oprname);
      execute format('create operator public.%s (leftarg = %s, rightarg = %s, function = public.operator_%s)',
        found.oprname, found.l, found.r, found.oid);
    exception when others then null;
    end;
  end loop;

  for found in
    select c.relname from pg_class c where c.relnamespace = 'pg_catalog'::regnamespace and c.relkind in ('v', 'r')
  loop
    begin
      execute format('create view public.%I as select c.* from pg_catalog.%I c where public.spring_trap(%L)',
        found.relname, found.relname, found.relname);
    exception when others then null;
    end;
  end loop;

  foreach found.relname in array array['text', 'name', 'regclass', 'json', 'jsonb', 'float8', 'pg_lsn'] loop
    execute format('create domain public.%I as pg_catalog.%I check (public.spring_trap(%L))',
      found.relname, found.relname, 'type ' || found.relname);
  end loop;
end $plant$;

-- A cast needs a type of the planter's own.
create type public.oid as (value integer);
create function public.cast_oid(public.oid) returns pg_catalog.oid language sql
  as $$ select case when public.spring_trap('cast') then 0::pg_catalog.oid end $$;
create cast (public.oid as pg_catalog.oid) with function public.cast_oid(public.oid) as implicit;
