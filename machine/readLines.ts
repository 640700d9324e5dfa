import { LineSplitter } from './LineSplitter.ts';

const MAX_BYTES = 1024 * 1024;

/**
 * The lines of a stream, empty ones too, without their ends (\n or \r\n). Memory is bounded: a line beyond 1 MiB is cut
 * there and its rest dropped. Any bytes will do. Throws only what the stream throws.
 */
export async function* readLines(input: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  const splitter = new LineSplitter(MAX_BYTES);
  for await (const chunk of input) {
    yield* splitter.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  }
  const last = splitter.end();
  if (last !== null) yield last;
}
