import { createGunzip, type Gunzip } from 'node:zlib';

const GZIP = Buffer.from([0x1f, 0x8b]);
/** What a slice unpacks to is held at once: 1,000 times as much at the most. */
const SLICE_BYTES = 16 * 1024;

/**
 * The bytes of a stream, unpacked where they are gzip, whatever the file is called. Where it ends early or is damaged,
 * everything up to there comes first, and then the error.
 */
export async function* unpack(input: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
  let gunzip: ReturnType<typeof createUnpacker> | null | undefined;
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk);
    gunzip ??= gunzip === undefined && bytes.subarray(0, 2).equals(GZIP) ? createUnpacker() : null;
    if (gunzip === null) yield bytes;
    else yield* gunzip.push(bytes);
  }
  if (gunzip) yield* gunzip.end();
}

/** Always flowing, so that nothing waits in it that an error would throw away. */
function createUnpacker() {
  const gunzip: Gunzip = createGunzip();
  let ready: Buffer[] = [];
  let failure: Error | null = null;
  gunzip.on('data', (chunk: Buffer) => ready.push(chunk));
  gunzip.on('error', (error) => (failure ??= error));
  const closed = new Promise<void>((resolve) => gunzip.once('close', () => resolve()));
  function* take(): Generator<Buffer> {
    const taken = ready;
    ready = [];
    yield* taken;
    if (failure !== null) throw failure;
  }
  return {
    async *push(bytes: Buffer): AsyncGenerator<Buffer> {
      for (let from = 0; from < bytes.length; from += SLICE_BYTES) {
        const slice = bytes.subarray(from, from + SLICE_BYTES);
        // Once it has failed it calls nobody back.
        const written = new Promise<void>((resolve) => gunzip.write(slice, () => resolve()));
        await Promise.race([written, closed]);
        yield* take();
      }
    },
    async *end(): AsyncGenerator<Buffer> {
      gunzip.end();
      await closed;
      yield* take();
    },
  };
}
