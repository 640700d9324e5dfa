import { PassThrough, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { MAX_IMPORTS } from '../../../domain/logImports.ts';
import { LOG_IMPORTS_KEY } from '../../../redis/keys.ts';
import { LogImporter } from '../../../server/logs/LogImporter.ts';
import { eventually } from '../../support/eventually.ts';
import { createServerRig, type ServerRig } from '../../support/serverRig.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await createServerRig();
});
afterAll(() => rig.stop());
beforeEach(() => rig.reset());

const at = (minute: number, second: string): string =>
  `2026-11-02 ${String(10 + Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:${second} UTC`;

/** A checkpoint each five minutes, at c·T. */
const writeLog = (checkpoints: number, own: { readonly pid?: number; readonly from?: number } = {}): string =>
  Array.from({ length: checkpoints }, (_, i) => {
    const { pid = 71, from = 0 } = own;
    return [
      `${at(5 * (i + from), '00.000')} [${pid}] LOG:  checkpoint starting: time`,
      `${at(5 * (i + from) + 4, '29.710')} [${pid}] LOG:  checkpoint complete: wrote ${9_000 + i} buffers (54.9%), wrote 2 SLRU buffers; 0 WAL file(s) added, 0 removed, 2 recycled; write=269.600 s, sync=0.054 s, total=269.710 s; sync files=41, longest=0.012 s, average=0.002 s; distance=32768 kB, estimate=40000 kB; lsn=0/${(0x2000000 + i * 0x100000 + from).toString(16).toUpperCase()}, redo lsn=0/1F0${i}`,
      '',
    ].join('\n');
  }).join('');

const importText = (text: string | Buffer, file = 'a.log', own: Partial<{ maxBytes: number }> = {}) => {
  const { redis, services } = rig;
  const importer = new LogImporter({ redis, stopping: services.stopping.signal, ...own });
  return importer.import(Readable.from([Buffer.from(text)]), { file, totalBytes: null });
};
const list = () => rig.caller.logs.list();

it('a log becomes records with causes, settings and a verdict, once however often it comes', async () => {
  const [about] = await importText(gzipSync(writeLog(8)));
  await importText(writeLog(8));
  const { imports, progress } = await list();
  expect(progress).toBeNull();
  expect(imports).toHaveLength(1);
  expect(imports[0]).toMatchObject({
    id: about!.id,
    server: null,
    completions: 8,
    understood: 8,
    kept: 8,
    byCause: { time: 8 },
    settings: { checkpointTimeoutSeconds: 300, completionTarget: 0.9 },
  });
  expect(imports[0]!.verdict).toContain('100 % of the write times (8 of 8)');
  const records = await rig.caller.logs.records({ id: about!.id });
  expect(records.map(({ buffers }) => buffers)).toEqual([9007, 9006, 9005, 9004, 9003, 9002, 9001, 9000]);
  expect(records[0]).toMatchObject({
    cause: 'time',
    checkpointTimeoutSeconds: 300,
    walDistanceBytes: 2 ** 25,
  });
});

it('the servers of a log are an import each, and one of them can be deleted', async () => {
  await importText(writeLog(3, { pid: 71 }) + writeLog(2, { pid: 99, from: 1 }));
  const { imports } = await list();
  expect(imports.map(({ kept }) => kept).toSorted((a, b) => a - b)).toEqual([2, 3]);
  expect(await rig.caller.logs.delete({ id: imports[0]!.id })).toBe(true);
  expect(await rig.caller.logs.delete({ id: imports[0]!.id })).toBe(false);
  expect((await list()).imports.map(({ id }) => id)).toEqual([imports[1]!.id]);
  expect(await rig.caller.logs.records({ id: imports[0]!.id })).toEqual([]);
});

it('what is not understood, and what has no time, is counted', async () => {
  const odd = `${at(0, '09.000')} [71] LOG:  checkpoint complete: wrote many buffers; of a later version\n`;
  const untimed =
    'LOG:  checkpoint complete: wrote 7 buffers (0.1%); 0 WAL file(s) added, 0 removed, 0 recycled; write=0.600 s, sync=0.001 s, total=0.700 s\n';
  const [about] = await importText(odd + untimed + writeLog(2));
  const { imports } = await list();
  const sum = (of: 'completions' | 'withoutTime' | 'kept'): number =>
    imports.reduce((total, one) => total + one[of], 0);
  expect([sum('completions'), sum('withoutTime'), sum('kept')]).toEqual([4, 1, 2]);
  expect([about, ...imports].some((one) => one!.notUnderstood?.includes('many buffers'))).toBe(true);
});

it.each([
  ['an empty file', '', 'a.log is empty'],
  ['a log without a checkpoint line', 'LOG:  hello\n', 'a.log has no checkpoint line among its 1 lines'],
  [
    'a binary file',
    Buffer.from(Array.from({ length: 9_999 }, (_, i) => (i * 7 + (i >> 3)) % 256)),
    'a.log is no text',
  ],
  ['another packed format', Buffer.from('BZh91AY&SY'), 'a.log cannot be read: it is packed with bzip2'],
])('%s is refused in a sentence, and nothing is kept', async (_what, text, sentence) => {
  await expect(importText(text)).rejects.toThrow(sentence);
  expect((await list()).imports).toEqual([]);
});

it.each([
  ['as it is sent', writeLog(9), 'a.log is larger than'],
  ['unpacked', gzipSync(writeLog(9)), 'a.log, unpacked, is larger than'],
  ['in one line', gzipSync(gzipSync('x'.repeat(3_000_000))), 'a.log, unpacked, is larger than'],
])('a log that is too large %s is refused', async (_what, text, sentence) => {
  await expect(importText(text, 'a.log', { maxBytes: 1_500 })).rejects.toThrow(sentence);
  expect((await list()).imports).toEqual([]);
});

it('one is read at a time; one that is cut off, or that the end of the dashboard meets, leaves nothing', async () => {
  const stopping = new AbortController();
  const importer = new LogImporter({ redis: rig.redis, stopping: stopping.signal });
  const begin = () => {
    const input = new PassThrough();
    const done = importer.import(input, { file: 'slow.log', totalBytes: 1e6 });
    done.catch(() => undefined);
    input.write(writeLog(2));
    return { input, done };
  };
  const cut = begin();
  await eventually(() => expect(importer.progress?.bytes).toBeGreaterThan(0));
  const second = importer.import(Readable.from(['']), { file: 'b.log', totalBytes: null });
  await expect(second).rejects.toThrow('slow.log is being imported: wait until that is done');
  cut.input.destroy(new Error('cut off'));
  await expect(cut.done).rejects.toThrow('cut off');
  expect(importer.progress).toBeNull();

  const left = new AbortController();
  const input = new PassThrough();
  const unread = importer.import(input, { file: 'left.log', totalBytes: 1e6, signal: left.signal });
  unread.catch(() => undefined);
  // All of it was sent when the client goes.
  input.end(writeLog(2));
  left.abort();
  await expect(unread).rejects.toThrow('aborted');
  expect((await list()).imports).toEqual([]);

  const stopped = begin();
  await eventually(() => expect(importer.progress?.bytes).toBeGreaterThan(0));
  stopping.abort();
  await expect(stopped.done).rejects.toThrow('The dashboard is stopping: nothing was imported');
  expect((await list()).imports).toEqual([]);
});

it('the oldest gives way to one more than are kept', async () => {
  for (let i = 0; i <= MAX_IMPORTS; i++) await importText(writeLog(1, { from: i }), `${i}.log`);
  const { imports } = await list();
  expect(imports).toHaveLength(MAX_IMPORTS);
  expect(imports.some(({ file }) => file === '0.log')).toBe(false);
  const keys = await rig.redis.keys(`*${LOG_IMPORTS_KEY}*`);
  expect(keys).toHaveLength(MAX_IMPORTS + 1);
});
