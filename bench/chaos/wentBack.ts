import type pg from 'pg';

/**
 * Notes, inside the database, each value that is written over a newer one. The workload's values rise (those below zero
 * come again by intention and are left out). A note goes with its transaction: what was rolled back did not happen.
 */
const INSTALL = `
create table if not exists chaos_went_back (
  mint text not null, what text not null, before text not null, after text, at timestamptz not null default now()
);
create or replace function chaos_is_older(after text, before text) returns boolean language sql immutable as $$
  select before is not null and before::numeric > 0 and (after is null or (after::numeric > 0 and after::numeric < before::numeric))
$$;
create or replace function chaos_watch_wide() returns trigger language plpgsql as $$
begin
  insert into chaos_went_back (mint, what, before, after)
  select new.mint, what, before, after from (values
    ('market_cap_usd', old.market_cap_usd::text, new.market_cap_usd::text),
    ('price_usd', old.price_usd::text, new.price_usd::text),
    ('holder_count', old.holder_count::text, new.holder_count::text),
    ('pool_address', old.pool_address, new.pool_address),
    ('metadata', old.metadata->>'description', new.metadata->>'description')
  ) as changed (what, before, after)
  where chaos_is_older(after, before);
  return null;
end $$;
create or replace function chaos_watch_market() returns trigger language plpgsql as $$
declare
  held record;
  tracked_mint text := (select mint from tracked_token where token_id = new.token_id);
begin
  if tg_op = 'UPDATE' then held := old;
  else select market_cap_usd, price_usd, holder_count into held from token_discovery where mint = tracked_mint;
  end if;
  insert into chaos_went_back (mint, what, before, after)
  select tracked_mint, what, before, after from (values
    ('market_cap_usd', held.market_cap_usd::text, new.market_cap_usd::text),
    ('price_usd', held.price_usd::text, new.price_usd::text),
    ('holder_count', held.holder_count::text, new.holder_count::text)
  ) as changed (what, before, after)
  where chaos_is_older(after, before);
  return null;
end $$;
create or replace trigger chaos_watch after update on token_discovery
  for each row when (old.discovered_via = 'chaos') execute function chaos_watch_wide();
create or replace trigger chaos_watch after insert or update on token_market
  for each row execute function chaos_watch_market();
`;

export async function watchForStepsBack(client: pg.Client): Promise<void> {
  await client.query(INSTALL);
}

export interface StepBack {
  readonly mint: string;
  readonly what: string;
  readonly before: string;
  readonly after: string | null;
}

export async function readStepsBack(client: pg.Client): Promise<StepBack[]> {
  const result = await client.query<StepBack>(
    'select mint, what, before, after from chaos_went_back order by at',
  );
  return result.rows;
}
