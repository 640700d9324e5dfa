import { expect, it } from 'vitest';
import { listUnobserved } from '../../observer/listUnobserved.ts';
import { factsOf } from './checkpoints/samples.ts';

it('nothing is missing with pg_monitor and pg_buffercache', () => {
  expect(listUnobserved(factsOf())).toEqual([]);
  expect(listUnobserved(factsOf({ dirtyPages: 'view' }))).toEqual([]);
});

it.each([
  ['watcher', 'GRANT pg_monitor TO "watcher";'],
  ['user', 'GRANT pg_monitor TO "user";'],
  ['My "Role"', 'GRANT pg_monitor TO "My ""Role""";'],
])('the right that is missing is granted to %s by name, in quotes', (role, remedy) => {
  const missing = listUnobserved(factsOf({ role, seesWaits: false, dirtyPages: 'not-allowed' }));
  expect(missing.map((each) => [each.what, each.remedy])).toEqual([
    ['wait events of the checkpointer', remedy],
    ['dirty pages', remedy],
  ]);
});

it('the extension that is missing is created', () => {
  expect(listUnobserved(factsOf({ dirtyPages: 'extension-missing' }))).toEqual([
    expect.objectContaining({ what: 'dirty pages', remedy: 'CREATE EXTENSION pg_buffercache;' }),
  ]);
});

it('the extension is moved out of a schema whose owner could lead us elsewhere, and may be used there', () => {
  const [missing] = listUnobserved(factsOf({ role: 'user', dirtyPages: 'unsafe-schema' }));
  expect(missing!.remedy).toBe(
    'CREATE SCHEMA pages; ALTER EXTENSION pg_buffercache SET SCHEMA pages; GRANT USAGE ON SCHEMA pages TO "user";',
  );
});

it("names a standby's primary, which takes the remedy", () => {
  const remedies = listUnobserved(factsOf({ seesWaits: false }), { isStandby: true }).map(
    ({ remedy }) => remedy,
  );
  expect(remedies).toEqual(['GRANT pg_monitor TO "watcher"; -- on the primary']);
});
