import { expect, it } from 'vitest';
import { DIALECTS, exactly, watchServer } from './watchServer.ts';

it.each(DIALECTS)('CHECKPOINT (MODE SPREAD) is requested and paced (%s)', (_, shape) => {
  const { server, records, watch } = watchServer(shape);
  watch(2_000);
  server.dirty(50);
  server.request('spread');
  watch(9_000);
  expect(server.made[0]).toMatchObject({ cause: 'requested', writeMs: 5_000 });
  expect(records).toHaveLength(1);
  expect(records[0]).toMatchObject(exactly(server.made[0]!));
});
