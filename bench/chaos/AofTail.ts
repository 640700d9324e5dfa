import { existsSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { UNSYNCED_MS } from './tailLoss.ts';

const LOOK_EVERY_MS = 50;

interface Look {
  readonly at: number;
  readonly file: string;
  readonly bytes: number;
}

/**
 * Remembers how long Redis' append-only file was, to take its youngest end away: a kill leaves what Redis has written
 * to the kernel, a loss of power does not. See https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/.
 */
export class AofTail {
  private readonly dir: string;
  private readonly looks: Look[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(redisDir: string) {
    this.dir = join(redisDir, 'appendonlydir');
  }

  start(): void {
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /**
   * Cuts off what was written in the last second, or since the measurement before that. Only while Redis is down.
   * Returns how far back that is, ms; 0 if nothing was cut.
   */
  cut(): number {
    const now = this.measure();
    if (now === null) return 0;
    const synced = this.looks.findLast(({ at, file }) => file === now.file && at <= now.at - UNSYNCED_MS);
    // A file younger than a second began with a rewrite, which is synced.
    if (synced === undefined || synced.bytes >= now.bytes) return 0;
    truncateSync(now.file, synced.bytes);
    return now.at - synced.at;
  }

  private look(): void {
    const look = this.measure();
    if (look !== null) this.looks.push(look);
    if (this.looks.length > 200) this.looks.splice(0, 100);
  }

  private measure(): Look | null {
    if (!existsSync(this.dir)) return null;
    const files = readdirSync(this.dir).filter((name) => name.endsWith('.incr.aof'));
    const newest = files.sort((a, b) => sequenceOf(a) - sequenceOf(b)).at(-1);
    if (newest === undefined) return null;
    const file = join(this.dir, newest);
    return { at: Date.now(), file, bytes: statSync(file).size };
  }
}

/** appendonly.aof.12.incr.aof */
function sequenceOf(name: string): number {
  return Number(/\.(\d+)\.incr\.aof$/.exec(name)?.[1] ?? 0);
}
