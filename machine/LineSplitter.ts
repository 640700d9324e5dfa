const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SMALLEST_HOLD = 4 * 1024;

/**
 * Cuts bytes into lines as they come. A line beyond `mostBytes` is cut there and its rest dropped, so that it holds at
 * most that much, whatever the size of the chunks. Every byte is copied at most twice. Invalid UTF-8 becomes U+FFFD.
 */
export class LineSplitter {
  private readonly mostBytes: number;
  private held: Buffer = Buffer.alloc(0);
  private heldBytes = 0;
  private isHolding = false;

  constructor(mostBytes: number) {
    this.mostBytes = mostBytes;
  }

  /** The lines that a chunk completes; the chunk may be reused afterwards. Iterate it to the end. */
  *push(chunk: Uint8Array): Generator<string> {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      yield this.complete(chunk.subarray(from, end));
      from = end + 1;
    }
    if (from < chunk.length) this.hold(chunk.subarray(from));
  }

  /** The last line, where no newline ended it. */
  end(): string | null {
    return this.isHolding ? this.complete(new Uint8Array(0)) : null;
  }

  /** Forgets the line that waits for its rest. */
  reset(): void {
    this.heldBytes = 0;
    this.isHolding = false;
  }

  private complete(rest: Uint8Array): string {
    if (!this.isHolding) return decode(rest.subarray(0, this.mostBytes));
    this.hold(rest);
    const line = decode(this.held.subarray(0, this.heldBytes));
    this.reset();
    return line;
  }

  private hold(bytes: Uint8Array): void {
    this.isHolding = true;
    const taken = bytes.subarray(0, this.mostBytes - this.heldBytes);
    const needed = this.heldBytes + taken.length;
    if (needed > this.held.length) {
      const size = Math.min(this.mostBytes, Math.max(SMALLEST_HOLD, 2 * needed));
      const grown = Buffer.allocUnsafe(size);
      this.held.copy(grown, 0, 0, this.heldBytes);
      this.held = grown;
    }
    this.held.set(taken, this.heldBytes);
    this.heldBytes = needed;
  }
}

function decode(line: Uint8Array): string {
  const end = line.at(-1) === CARRIAGE_RETURN ? line.length - 1 : line.length;
  return Buffer.from(line.buffer, line.byteOffset, end).toString('utf8');
}
