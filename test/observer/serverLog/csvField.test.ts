import { expect, it } from 'vitest';
import { buildLogReport } from '../../../observer/serverLog/logReport.ts';

const COMPLETE =
  'checkpoint complete: wrote 41 buffers (0.3%); 0 WAL file(s) added, 0 removed, 0 recycled; write=4.012 s, sync=0.003 s, total=4.020 s; sync files=9, longest=0.001 s, average=0.001 s; distance=310 kB, estimate=310 kB';
const row = (second: number, rest: string): string =>
  `2031-02-03 04:05:${String(second).padStart(2, '0')}.789 UTC,"app","shop",321,"10.0.0.7:5432",65a0b1c2.3d,7,"SELECT",2031-01-01 00:00:00 UTC,3/41,0,${rest}`;
const own = (second: number): string => row(second, `LOG,00000,"${COMPLETE}",,,,,,,,,"","checkpointer",,0`);

async function* linesOf(...parts: readonly string[]) {
  yield* parts.join('\n').split('\n');
}

it('a statement of many lines that quotes checkpoints is none of them, in any shape that it quotes', async () => {
  const statement = [
    `ERROR,42601,"syntax error at or near ""noted""",,,,,"insert into notes values ('`,
    `2031-02-03 04:00:00.000 UTC [27] LOG:  ${COMPLETE}`,
    own(1).replaceAll('"', '""'),
    `{""error_severity"":""LOG"",""message"":""${COMPLETE}""}`,
    `')",12,,"psql","client backend",,0`,
  ].join('\n');
  const report = await buildLogReport(linesOf(own(1), row(2, statement), own(3)));
  expect(report).toMatchObject({ completions: 2, understood: 2 });
});

it('a row that was cut inside a field hides none of the rows that follow it', async () => {
  const cut = row(2, `ERROR,42601,"syntax error",,,,,"insert into notes values ('`);
  const report = await buildLogReport(linesOf(cut, own(3), own(4)));
  expect(report).toMatchObject({ completions: 2, understood: 2 });
});

it('lines of another format are no rows of it, whatever they quote', async () => {
  const plain = (rest: string): string => `2031-02-03 04:05:06.123 UTC [12345] ${rest}`;
  const report = await buildLogReport(
    linesOf(
      plain('DETAIL:  Key (name, size)=(19" rack, 3) already exists.'),
      plain('STATEMENT:  select a, "b'),
      plain(`LOG:  ${COMPLETE}`),
      plain(`LOG:  ${COMPLETE}`),
    ),
  );
  expect(report).toMatchObject({ completions: 2, understood: 2 });
});
