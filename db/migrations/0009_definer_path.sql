-- Up Migration

-- A path that does not name pg_temp has it first: whoever may delete tokens could put a temporary table in the place of
-- token_market, whose trigger then ran with the owner's rights.
-- https://www.postgresql.org/docs/18/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY
do $$
begin
  execute pg_catalog.format('alter function %1$I.forget_deleted_tokens() set search_path = pg_catalog, %1$I, pg_temp',
    pg_catalog.current_schema());
end $$;
revoke execute on function forget_deleted_tokens() from public;

-- Down Migration

alter function forget_deleted_tokens() set search_path from current;
grant execute on function forget_deleted_tokens() to public;
