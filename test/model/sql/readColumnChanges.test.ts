import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readColumnChanges } from '../../../model/sql/readColumnChanges.ts';
import { shortenStatement } from '../../../model/sql/shorten.ts';

/** As "schema.table: a, b". */
function read(statement: string): readonly string[] | 'unknown' {
  const changes = readColumnChanges(statement);
  if (changes === 'unknown') return changes;
  return changes.map(
    ({ schema, table, columns }) => `${schema === null ? '' : `${schema}.`}${table}: ${columns.join(', ')}`,
  );
}

describe('the columns that a statement sets', () => {
  it.each([
    ['update t set a = $1', 't: a'],
    [
      'UPDATE Shop.Item AS i SET Price = $1, stock = i.stock - $2 FROM x WHERE i.id = x.id',
      'shop.item: price, stock',
    ],
    ['update only t * set a = 1', 't: a'],
    ['update only (s.t) x set a = 1 returning b', 's.t: a'],
    ['update db.s.t set a = 1', 's.t: a'],
    ['update "Odd ""one""" . "T,t" set "Na = me" = $1, "set" = $2', 'Odd "one".T,t: Na = me, set'],
    ['update tä$1 set ö = $1', 'tä$1: ö'],
    ['update t set (a, b[1], c.x) = (select 1, 2, 3), d = default', 't: a, b, c, d'],
    ['update t set a[1:2] = $1, b.c.d = $2, e [f(x, y)] [2] = 3', 't: a, b, e'],
    ['update t set a = case when b = 1 then 2 when c then 3 else 4 end, d = 1', 't: a, d'],
    ['update t set a = b is distinct from c, d = extract(year from now()) where e = 1', 't: a, d'],
    ['update t set a = coalesce(b, (select x from y where z = 1 limit 1)), c = array[1, 2]', 't: a, c'],
    [`update t set a = E'it\\'s, b = 1', c = 'it''s, d = 1'`, 't: a, c'],
    ["update t set a = $q$ it's, b = 1 $$ $q$, c = $$, d = 1$$", 't: a, c'],
    [`/* a /* nested */ comment */ update t -- set b = 1\n set a = 1 /* , c = 2 */`, 't: a'],
    [`update /* breakwater:sync */ t set a = U&'\\0061', b = B'1', c = x'ff', d = 1.5e3`, 't: a, b, c, d'],
    [
      'insert into s.t (a, b) values ($1, $2) on conflict (a) do update set b = excluded.b, c = t.c + 1 where t.d',
      's.t: b, c',
    ],
    [
      'insert into t as x select * from y for update on conflict on constraint z do update set (a, b) = row(1, 2)',
      't: a, b',
    ],
    [
      'merge into s.t as d using (select 1 as id) x on d.id = x.id when matched and d.a > case when b then 1 end then update set a = 1, b = case when c then 1 end when not matched then insert (id) values (1)',
      's.t: a, b',
    ],
    ['prepare p (int) as update t set a = $1', 't: a'],
  ])('%s', (statement, expected) => expect(read(statement)).toEqual([expected]));

  it('of every UPDATE in a WITH, and of the one behind it', () => {
    const statement = `with a as (update t set x = 1 returning id), b as not materialized (select * from c for no key update),
      d as (insert into u (id) values (1) on conflict (id) do update set y = 2 returning id)
      update only v set z = (select x from a) from d where v.id = d.id`;
    expect(read(statement)).toEqual(['t: x', 'u: y', 'v: z']);
  });

  it.each([
    'select update from t for update',
    'select * from t for no key update',
    'insert into t (a) values ($1) on conflict do nothing',
    'delete from t where a = $1',
    'create table t (a integer references b on update cascade)',
    `do $$ begin update t set a = 1; end $$`,
    '',
  ])('none by: %s', (statement) => expect(read(statement)).toEqual([]));

  it.each([
    `update t set a = 'no end`,
    'update t set a = $q$ no end',
    'update t set a = 1 /* no end /* */',
    'update "t set a = 1',
    'update U&"t" set a = 1',
    `update t set a = 'x\\' , b = 1'`,
    'update t for portion of valid_at from $1 to $2 set a = 1',
    'update t set',
    'update t set a',
    'update t set (a, b = 1',
    'update t set a = 1, = 2',
    'with x as (select update from t) select 1',
    'merge into (s.t) using x on true when matched then update set a = 1',
  ])('not certain, so unknown: %s', (statement) => expect(read(statement)).toBe('unknown'));

  it('finds any column of any table, however it is quoted and whatever is around it', () => {
    const name = fc.string({
      minLength: 1,
      maxLength: 8,
      unit: fc.constantFrom(...Array.from('aZ_ .,="$\'ä()[]-/*')),
    });
    const expression = fc.constantFrom(
      `'it''s, x = 1'`,
      `E'\\'',`.slice(0, -1),
      '$1',
      '(a, b)',
      '$x$, y = $$$x$',
      'case when a then b end',
      '/* , c = 1 */ 1',
      'a[1, 2]',
    );
    const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(
        name,
        fc.array(fc.tuple(name, expression), { minLength: 1, maxLength: 5 }),
        (table, sets) => {
          const list = sets.map(([column, value]) => `${quote(column)} = ${value}`).join(', ');
          expect(readColumnChanges(`update ${quote(table)} set ${list} where true`)).toEqual([
            {
              schema: null,
              table,
              columns: sets.map(([column]) => column),
              isInWith: false,
              mayInsert: false,
              from: 0,
            },
          ]);
        },
      ),
    );
  });

  it.each([
    ['$a$', 'unknown'],
    ["''", ['t: a']],
    ['"', 'unknown'],
    ['/*', 'unknown'],
    ['(', ['t: a']],
    ["E'\\", 'unknown'],
    ['case ', ['t: a']],
    ['$x$ $y$ ', 'unknown'],
    ['as (update t set a = ', 'unknown'],
  ])('a long row of %s does not keep it for long', (part, expected) => {
    expect(read(`update t set a = ${part.repeat(49_999)}`)).toEqual(expected);
  });
});

it('shortens a statement: no comments, no strings, one line', () => {
  expect(shortenStatement(`update t /* why */\n  set a = 'secret',b = $1 -- end`, 100)).toBe(
    "update t set a = '…',b = $1",
  );
  expect(shortenStatement('update t set a = 1', 8)).toBe('update t…');
  expect(shortenStatement(`update t set a = 'secret`, 100)).not.toContain('secret');
});
