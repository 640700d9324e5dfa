import { createGunzip } from 'node:zlib';
import { Decompress, type ZstdError, ZstdErrorCode } from 'fzstd';

/** A file that could be read only in part: it ends before its format does, or holds bytes that its format forbids. */
export type Damage = 'ends early' | 'damaged';

/** The bytes are packed in a way that is not taken; the message names it and the program that unpacks it. */
export class PackedFormatError extends Error {
  override readonly name = 'PackedFormatError';
}

/** At most 1,032 times as much comes out. */
const GZIP_SLICE_BYTES = 16 * 1024;
/** A block of 4 bytes may hold 128 KiB. */
const ZSTD_SLICE_BYTES = 1024;
/** A packed file within a packed file within a packed file. */
const MAX_LAYERS = 3;

type Bytes = AsyncIterable<Uint8Array>;
type Unpack = (input: Bytes, onDamage: (damage: Damage) => void) => AsyncGenerator<Uint8Array>;

const FORMATS: readonly { readonly magic: readonly number[]; readonly unpack: Unpack }[] = [
  { magic: [0x1f, 0x8b], unpack: gunzip },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], unpack: unzstd },
  { magic: [0x50, 0x2a, 0x4d, 0x18], unpack: unzstd },
  { magic: [0x42, 0x5a, 0x68, 0x39], unpack: refuse('bzip2', 'bzip2 -dc') },
  { magic: [0xfd, 0x37, 0x7a, 0x58], unpack: refuse('xz', 'xz -dc') },
  { magic: [0x50, 0x4b, 0x03, 0x04], unpack: refuse('zip', 'unzip -p') },
  { magic: [0x04, 0x22, 0x4d, 0x18], unpack: refuse('lz4', 'lz4 -dc') },
];

/**
 * The bytes of a file, unpacked where they are gzip's or Zstandard's by their content, whatever the file's name says.
 * Everything that can be unpacked is given before `onDamage` is called; nothing follows it. Memory is bounded.
 * @throws PackedFormatError for another packed format, and what the input throws.
 */
export async function* unpack(
  input: Bytes,
  onDamage: (damage: Damage) => void,
  layers = MAX_LAYERS,
): AsyncGenerator<Uint8Array> {
  const { head, all } = await peek(input, 4);
  const format = layers === 0 ? undefined : FORMATS.find(({ magic }) => startsWith(head, magic));
  if (format === undefined) yield* all;
  else yield* unpack(format.unpack(all, onDamage), onDamage, layers - 1);
}

/** The first bytes of an input, at least that number where it has them, and the whole of it. */
export async function peek(
  input: Bytes,
  bytes: number,
): Promise<{ readonly head: Uint8Array; readonly all: Bytes }> {
  const chunks = input[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < bytes) {
    const next = await chunks.next();
    if (next.done === true) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  async function* readAll(): AsyncGenerator<Uint8Array> {
    try {
      yield head;
      for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
    } finally {
      await chunks.return?.();
    }
  }
  return { head, all: readAll() };
}

/** A file may be cut within its magic. */
function startsWith(head: Uint8Array, magic: readonly number[]): boolean {
  return head.length >= 2 && magic.every((byte, index) => index >= head.length || head[index] === byte);
}

async function* gunzip(input: Bytes, onDamage: (damage: Damage) => void): AsyncGenerator<Uint8Array> {
  const engine = createGunzip();
  const unpacked: Uint8Array[] = [];
  let waiting = createGate();
  let isOver = false;
  let failure: Error | null = null;
  engine.on('data', (part: Uint8Array) => unpacked.push(part));
  engine.on('error', (error) => {
    failure = error;
    waiting.reject(error);
  });
  // It ends by itself where something else follows the last member, and answers no write then.
  engine.on('end', () => {
    isOver = true;
    waiting.resolve();
  });
  try {
    for await (const slice of sliced(input, GZIP_SLICE_BYTES)) {
      if (isOver || failure !== null) break;
      waiting = createGate();
      engine.write(slice, () => waiting.resolve());
      await waiting.promise;
      yield* unpacked.splice(0);
    }
    if (failure !== null) throw failure;
    waiting = createGate();
    if (!isOver) {
      engine.end();
      await waiting.promise;
    }
  } catch (error: unknown) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (!code.startsWith('Z_')) throw error;
    yield* unpacked.splice(0);
    return onDamage(code === 'Z_BUF_ERROR' ? 'ends early' : 'damaged');
  } finally {
    engine.destroy();
  }
  yield* unpacked.splice(0);
}

interface Gate {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

function createGate(): Gate {
  let resolve: () => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<void>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  // An error may come while nobody waits.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}

async function* unzstd(input: Bytes, onDamage: (damage: Damage) => void): AsyncGenerator<Uint8Array> {
  const unpacked: Uint8Array[] = [];
  const engine = new Decompress((part) => unpacked.push(part));
  const push = (slice: Uint8Array, isLast: boolean): Damage | null => {
    try {
      engine.push(slice, isLast);
      return null;
    } catch (error: unknown) {
      return (error as ZstdError).code === ZstdErrorCode.UnexpectedEOF ? 'ends early' : 'damaged';
    }
  };
  let damage: Damage | null = null;
  for await (const slice of sliced(input, ZSTD_SLICE_BYTES)) {
    damage = push(slice, false);
    yield* unpacked.splice(0);
    if (damage !== null) return onDamage(damage);
  }
  damage = push(new Uint8Array(0), true);
  yield* unpacked.splice(0);
  if (damage !== null) onDamage(damage);
}

async function* sliced(input: Bytes, bytes: number): AsyncGenerator<Uint8Array> {
  for await (const chunk of input) {
    for (let from = 0; from < chunk.length; from += bytes) yield chunk.subarray(from, from + bytes);
  }
}

function refuse(format: string, program: string): Unpack {
  // oxlint-disable-next-line require-yield
  return async function* () {
    throw new PackedFormatError(`it is packed with ${format}: unpack it first (${program} FILE)`);
  };
}
