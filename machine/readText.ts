import { LineSplitter } from './LineSplitter.ts';
import { type Damage, peek, unpack } from './unpack.ts';

const MAX_LINE_BYTES = 1024 * 1024;
/** At least; the rest of what comes with them is looked at, too. More would hold back what is piped in line by line. */
const SNIFFED_BYTES = 4;
/** From here on a line is broken between two JSON objects of an array, which may all be on one line. */
const LONG_LINE_BYTES = MAX_LINE_BYTES / 2;
const BETWEEN_OBJECTS = '},{';
const NEWLINE = 0x0a;

export interface TextFlaws {
  /** The bytes could be unpacked only in part; called at most once, before the last line. */
  readonly onDamage: (damage: Damage) => void;
  /** No newline ends the last line: it may be cut. Called after it. */
  readonly onOpenEnd?: () => void;
  /** Bytes of text as they are unpacked, also of lines that are too long to be kept. What it throws ends the reading. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/**
 * The lines of a text file as people have it: plain, gzip or Zstandard by its content, in UTF-8 or UTF-16, with or
 * without a byte order mark.
 * @throws PackedFormatError and what the input throws.
 */
export async function* readTextLines(
  input: AsyncIterable<Uint8Array>,
  { onDamage, onOpenEnd, onBytes }: TextFlaws,
): AsyncGenerator<string> {
  const splitter = new LineSplitter(MAX_LINE_BYTES);
  for await (const chunk of breakLongLines(decode(unpack(input, onDamage)))) {
    onBytes?.(chunk.length);
    yield* splitter.push(chunk);
  }
  const last = splitter.end();
  if (last === null) return;
  yield last;
  onOpenEnd?.();
}

async function* breakLongLines(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let lineBytes = 0;
  for await (const chunk of input) {
    let from = 0;
    while (lineBytes + chunk.length - from > LONG_LINE_BYTES) {
      const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      const earliest = from + Math.max(0, LONG_LINE_BYTES - lineBytes);
      const newline = text.indexOf(NEWLINE, from);
      const between = text.indexOf(BETWEEN_OBJECTS, earliest);
      if (newline !== -1 && (between === -1 || newline < between)) {
        yield chunk.subarray(from, newline + 1);
        from = newline + 1;
      } else if (between !== -1) {
        yield chunk.subarray(from, between + 1);
        yield Uint8Array.of(NEWLINE);
        from = between + 1;
      } else break;
      lineBytes = 0;
    }
    if (from === chunk.length) continue;
    yield chunk.subarray(from);
    const last = chunk.lastIndexOf(NEWLINE);
    lineBytes = last < from ? lineBytes + chunk.length - from : chunk.length - last - 1;
  }
}

/** The same text in UTF-8, without a byte order mark at its beginning. */
async function* decode(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { head, all } = await peek(input, SNIFFED_BYTES);
  const encoding = findEncoding(head);
  if (encoding === 'utf-8') {
    yield* all;
    return;
  }
  const decoder = new TextDecoder(encoding);
  for await (const chunk of all) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** By its byte order mark; without one, text that is mostly ASCII has a zero in each pair of bytes. */
function findEncoding(head: Uint8Array): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  for (const [index, byte] of head.entries()) if (byte === 0) zeros[index % 2]!++;
  const [even = 0, odd = 0] = zeros;
  // A crash leaves zeros in a row, even and odd alike.
  if (odd > head.length / 4 && even < head.length / 16) return 'utf-16le';
  if (even > head.length / 4 && odd < head.length / 16) return 'utf-16be';
  return 'utf-8';
}
