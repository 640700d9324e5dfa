-- Up Migration

-- What is deleted from token_discovery leaves token_market, too: a row without its token would stand in the feed's order
-- without a line, take updates that nobody sees, and be in the way of a token that is inserted again under its mint. No
-- foreign key to the mint: its check locks, and so writes, the wide page of each token that is tracked from now on. A flush
-- that takes a token in as it is being deleted may still leave its row; that is folded away once it is idle.
create function forget_deleted_tokens() returns trigger language plpgsql security definer set search_path from current as $$
begin
  if tg_op = 'TRUNCATE' then
    delete from token_market;
    delete from tracked_token;
  else
    delete from token_market m using deleted d where m.token_id = d.id;
    delete from tracked_token k using deleted d where k.token_id = d.id;
  end if;
  return null;
end $$;
create trigger forget_deleted after delete on token_discovery
  referencing old table as deleted for each statement execute function forget_deleted_tokens();
create trigger forget_truncated after truncate on token_discovery
  for each statement execute function forget_deleted_tokens();

-- Of tokens that were deleted before.
delete from token_market m where not exists (select from token_discovery d where d.id = m.token_id);
delete from tracked_token k where not exists (select from token_discovery d where d.id = k.token_id);

-- Down Migration

drop trigger forget_deleted on token_discovery;
drop trigger forget_truncated on token_discovery;
drop function forget_deleted_tokens();
