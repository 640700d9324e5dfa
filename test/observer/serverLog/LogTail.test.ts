import { once, EventEmitter } from 'node:events';
import { appendFile, mkdir, mkdtemp, open, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LogTail, type LogTailOptions } from '../../../observer/serverLog/LogTail.ts';
import { completion, logLine } from './logLines.ts';

let directory: string;
let file: string;
let tails: LogTail[];

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'log-tail-'));
  file = path.join(directory, 'server.log');
  tails = [];
});

afterEach(async () => {
  await Promise.all(tails.map((tail) => tail.stop()));
  await rm(directory, { recursive: true, force: true });
});

/** A started tail, and its completions' buffers in order. */
async function follow(options: Partial<LogTailOptions> = {}): Promise<{
  readonly tail: LogTail;
  readonly seen: (number | string)[];
  readonly seeing: (count: number) => Promise<void>;
}> {
  const seen: (number | string)[] = [];
  const news = new EventEmitter();
  const put = (item: number | string): void => {
    seen.push(item);
    news.emit('item');
  };
  const tail = new LogTail({
    file,
    pollMs: 5,
    onEvent: (event) => put(event.type === 'complete' ? event.checkpoint.buffers : event.type),
    onNotUnderstood: (line) => put(line),
    ...options,
  });
  tails.push(tail);
  await tail.start();
  const seeing = async (count: number): Promise<void> => {
    while (seen.length < count) await once(news, 'item');
  };
  return { tail, seen, seeing };
}

/** Lets the tails poll: another one takes a line in `rounds` polls of its own. */
async function letPolls(rounds: number): Promise<void> {
  const other = path.join(directory, 'other.log');
  await writeFile(other, '');
  const { seeing } = await follow({ file: other });
  for (let round = 1; round <= rounds; round++) {
    await appendFile(other, line(round));
    await seeing(round);
  }
}

const line = (buffers: number): string =>
  `${logLine(1, completion({ buffers, writeSeconds: buffers / 10 }))}\n`;

describe('LogTail', () => {
  it('reports what is appended after its start, and nothing from before', async () => {
    await writeFile(file, line(1) + line(2));
    const { tail, seen, seeing } = await follow();
    await appendFile(file, `${logLine(1, 'checkpoint starting: time')}\nLOG:  else\n${line(3)}`);
    await seeing(2);
    expect(seen).toEqual(['start', 3]);
    expect(tail).toMatchObject({ completions: 1, understood: 1, notUnderstood: null, problem: null });
  });

  it('begins at a given offset; one beyond the file means another file: its beginning', async () => {
    await writeFile(file, line(1) + line(2));
    const { seen, seeing } = await follow({ offset: line(1).length });
    await seeing(1);
    expect(seen).toEqual([2]);
    const beyond = await follow({ offset: 1_000_000 });
    await beyond.seeing(2);
    expect(beyond.seen).toEqual([1, 2]);
  });

  it('lets a partial last line wait for its rest', async () => {
    await writeFile(file, '');
    const { seen, seeing } = await follow();
    const cut = line(22).indexOf('write=2.2') + 'write=2.2'.length;
    await appendFile(file, line(1) + line(22).slice(0, cut));
    await seeing(1);
    await appendFile(file, line(22).slice(cut));
    await seeing(2);
    expect(seen).toEqual([1, 22]);
  });

  it('counts and passes on what it does not understand', async () => {
    await writeFile(file, '');
    const { tail, seen, seeing } = await follow();
    const odd = `LOG:  checkpoint complete: ${'odd '.repeat(100)}`;
    await appendFile(file, `${odd}\n${line(1)}LOG:  restartpoint complete\n`);
    await seeing(3);
    expect(seen).toEqual([odd, 1, 'LOG:  restartpoint complete']);
    expect(tail).toMatchObject({ completions: 3, understood: 1, notUnderstood: odd.slice(0, 300) });
  });

  it('survives binary content and endless lines', async () => {
    await writeFile(file, '');
    const { seen, seeing } = await follow();
    await appendFile(file, Buffer.alloc(3 * 1024 * 1024, 0xff));
    await appendFile(file, `\n${line(7)}`);
    await seeing(1);
    expect(seen).toEqual([7]);
  });

  it('waits for a file that is not there, and reads it from its beginning', async () => {
    file = path.join(directory, 'later', 'server.log');
    const { tail, seen, seeing } = await follow();
    expect(tail.problem).toBe('ENOENT');
    await mkdir(path.dirname(file));
    await writeFile(file, line(1));
    await seeing(1);
    expect(seen).toEqual([1]);
  });

  it('says that it cannot read a directory, and reads the file that takes its place', async () => {
    await mkdir(file);
    const { tail, seen, seeing } = await follow({ offset: 0 });
    expect(tail.problem).toBe('not a regular file');
    await rm(file, { recursive: true });
    await writeFile(file, line(1));
    await seeing(1);
    expect(seen).toEqual([1]);
    expect(tail.completions).toBe(1);
  });
});

describe('LogTail through a rotation', () => {
  it('renamed: reads the old file to its end, then the new one from its beginning', async () => {
    await writeFile(file, line(1));
    const { seen, seeing } = await follow();
    await appendFile(file, line(2));
    await rename(file, `${file}.1`);
    // The last line of the old file has no end, and never will.
    await appendFile(`${file}.1`, line(3) + line(4).trimEnd());
    await writeFile(file, line(5) + line(6));
    await seeing(5);
    expect(seen).toEqual([2, 3, 4, 5, 6]);
  });

  it('renamed and created: reads the old file until the server has moved on', async () => {
    await writeFile(file, '');
    const { seen, seeing } = await follow();
    const server = await open(file, 'a');
    await rename(file, `${file}.1`);
    await writeFile(file, '');
    await letPolls(20);
    await server.appendFile(line(1));
    await seeing(1);
    await server.appendFile(line(2));
    await seeing(2);
    await server.close();
    await appendFile(file, line(3));
    await seeing(3);
    expect(seen).toEqual([1, 2, 3]);
  });

  it('deleted: goes on with the next file of its name', async () => {
    await writeFile(file, line(1));
    const { seen, seeing } = await follow({ offset: 0 });
    await seeing(1);
    await rm(file);
    await writeFile(file, line(2));
    await seeing(2);
    expect(seen).toEqual([1, 2]);
  });

  it('truncated: begins again, without the line that was cut off', async () => {
    await writeFile(file, line(1) + line(2) + line(3) + line(4).slice(0, 90));
    const { seen, seeing } = await follow({ offset: 0 });
    await seeing(3);
    await truncate(file);
    await appendFile(file, line(5));
    await seeing(4);
    await appendFile(file, line(6));
    await seeing(5);
    expect(seen).toEqual([1, 2, 3, 5, 6]);
  });

  it('several times', async () => {
    await writeFile(file, '');
    const { tail, seen, seeing } = await follow();
    for (let round = 1; round <= 20; round++) {
      await appendFile(file, line(round));
      await seeing(round);
      await rename(file, `${file}.${round}`);
    }
    expect(seen).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(tail.understood).toBe(20);
  });
});

describe('LogTail.stop', () => {
  it('ends the reports, and may be called twice or before a start', async () => {
    await writeFile(file, '');
    const { tail, seen, seeing } = await follow();
    await appendFile(file, line(1));
    await seeing(1);
    await tail.stop();
    await tail.stop();
    const witness = await follow();
    await appendFile(file, line(2));
    await witness.seeing(1);
    expect(seen).toEqual([1]);
    await new LogTail({ file, onEvent: () => undefined, onNotUnderstood: () => undefined }).stop();
  });
});
