/**
 * A uniform sample of at most `most` of the values put in: all of them up to there, then each with the same chance
 * (algorithm R). The draw is seeded, so that a log gives the same report twice.
 */
export class Reservoir<T> {
  private readonly most: number;
  private readonly kept: T[] = [];
  private seen = 0;
  private state = 0x9e3779b9;

  constructor(most: number) {
    this.most = most;
  }

  get values(): readonly T[] {
    return this.kept;
  }

  add(value: T): void {
    this.seen++;
    if (this.kept.length < this.most) {
      this.kept.push(value);
      return;
    }
    const place = Math.floor(this.draw() * this.seen);
    if (place < this.most) this.kept[place] = value;
  }

  /** Mulberry32: 0 to below 1. */
  private draw(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
