import { ALERT_WINDOW_MINUTES } from '../../domain/alerts.ts';
import { type CheckpointerSample, PAGE_BYTES } from '../../domain/postgres.ts';

export interface WalRates {
  /** Of WAL that is full-page images, at the most: an image leaves out the hole of its page. */
  readonly fullPageShare: number;
  /** Over the last minutes. */
  readonly walBytesPerSecond: number;
}

const STEP_MS = 60_000;
/** As the recording rule for the rate of WAL. */
const SHORT_STEPS = 5;

interface Point {
  readonly at: number;
  readonly walBytes: number;
  readonly images: number;
}

/** Rates of WAL from a point a minute; they begin anew where the counters do. */
export class WalMeter {
  private points: readonly Point[] = [];

  /** Null until a minute has been seen, and where the server does not count: a standby. */
  add(sample: CheckpointerSample | null): WalRates | null {
    if (sample === null || sample.walBytes === null || sample.fullPageImages === null) return null;
    const point = { at: sample.at, walBytes: sample.walBytes, images: sample.fullPageImages };
    const last = this.points.at(-1);
    if (last !== undefined && point.walBytes < last.walBytes) this.points = [];
    if (last === undefined || this.points.length === 0 || point.at - last.at >= STEP_MS) {
      this.points = [...this.points.slice(-ALERT_WINDOW_MINUTES), point];
    }
    return this.rate(point);
  }

  private rate(point: Point): WalRates | null {
    const first = this.points[0]!;
    const recent = this.points.at(-SHORT_STEPS - 1) ?? first;
    const walBytes = point.walBytes - first.walBytes;
    if (point.at - recent.at < STEP_MS || walBytes <= 0) return null;
    return {
      fullPageShare: Math.min(1, ((point.images - first.images) * PAGE_BYTES) / walBytes),
      walBytesPerSecond: (point.walBytes - recent.walBytes) / ((point.at - recent.at) / 1_000),
    };
  }
}
