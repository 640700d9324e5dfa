import { formatBytes } from '../../domain/format.ts';
import { PAGE_BYTES } from '../../domain/postgres.ts';
import { WAIT_KINDS } from '../../domain/sessions.ts';
import type { RangeFigures, SpikeVerdict } from '../../domain/spikes.ts';
import { growthOf } from './rangeFigures.ts';

export interface SpikeFacts {
  readonly inside: RangeFigures;
  readonly outside: RangeFigures;
  /** From the start of the last checkpoint to the spike's, below 0 where it began in it; null: not known. */
  readonly sinceStartSeconds: number | null;
}

export interface Judgement {
  readonly verdict: SpikeVerdict;
  /** In a sentence without its full stop. */
  readonly reason: string;
}

/** Of the sessions that came to wait, of the time, of the bytes. */
const MOST = 0.5;
/** Of a spike's time: below, a checkpoint only brushed it. */
const SOME_OVERLAP = 0.3;
/** Fewer bytes a second fill no disk. */
const MANY_BYTES = 1024 ** 2;
/** Against the calm seconds: a checkpoint that wrote as much in them is no cause. */
const TIMES_CALM = 2;
/** Page images come at once after a checkpoint's start, and fewer with each second. */
const IMAGES_WITHIN_SECONDS = 15;
/** Starts are known to the second, and the spike is smoothed. */
const START_SLACK_SECONDS = 3;

/**
 * What made a spike, from what is different inside. Locks come first: a session that waits for another one's lock waits for
 * no disk, whatever the checkpoint does meanwhile. A checkpoint that only runs at the same time is no cause: on a busy server
 * one runs nine tenths of the time. It must be what fills the disk: by its sync, its pages, or the images after its start.
 */
export function judgeSpike(facts: SpikeFacts): Judgement {
  const grown = growthOf(facts.inside, facts.outside);
  const total = WAIT_KINDS.reduce((sum, kind) => sum + grown[kind], 0);
  if (total < MOST) return say('cannot-say', 'fewer transactions ended, but no more sessions were active');
  const disk = grown.wal + grown.data;
  if (grown.lock / total >= MOST || grown.lock > disk) {
    return say('locks', `${perCent(grown.lock / total)} of the sessions that were added waited for a lock`);
  }
  if (disk / total >= MOST) return judgeDisk(facts);
  return say(
    'not-checkpoint',
    `of the sessions that were added ${perCent(disk / total)} waited for the disk, ${perCent(grown.running / total)} ran and ${perCent(grown.other / total)} waited for something else`,
  );
}

/** Sessions waited for the disk: whose work filled it? */
function judgeDisk(facts: SpikeFacts): Judgement {
  const { inside } = facts;
  const { writingShare, syncingShare } = inside;
  if (syncingShare >= MOST || (syncingShare >= SOME_OVERLAP && syncingShare > writingShare)) {
    return say('sync-phase', `the checkpoint flushed its files in ${perCent(syncingShare)} of the time`);
  }
  const volumes = describeVolumes(inside);
  if (isByImages(facts)) return say('full-page-images', volumes);
  const overlap = writingShare + syncingShare;
  if (overlap < SOME_OVERLAP) {
    return say(
      'not-checkpoint',
      `sessions waited for the disk, but a checkpoint ran in ${perCent(overlap)} of the time`,
    );
  }
  if (overlap < MOST) return say('cannot-say', `a checkpoint ran in ${perCent(overlap)} of the time`);
  if (isByPages(facts)) return say('write-phase', volumes);
  return say('not-checkpoint', `a checkpoint ran, but it did not fill the disk: ${volumes}`);
}

function isByImages({ inside, outside, sinceStartSeconds }: SpikeFacts): boolean {
  const { imagesPerSecond: images, walBytesPerSecond: walBytes } = inside;
  if (images === null || walBytes === null || outside.imagesPerSecond === null) return false;
  if (sinceStartSeconds === null || sinceStartSeconds < -START_SLACK_SECONDS) return false;
  if (sinceStartSeconds > IMAGES_WITHIN_SECONDS) return false;
  const imageBytes = Math.min(images * PAGE_BYTES, walBytes);
  const isMost = imageBytes >= MOST * walBytes && imageBytes > inside.pagesPerSecond * PAGE_BYTES;
  return isMost && imageBytes >= MANY_BYTES && images >= TIMES_CALM * outside.imagesPerSecond;
}

function isByPages({ inside, outside }: SpikeFacts): boolean {
  const pageBytes = inside.pagesPerSecond * PAGE_BYTES;
  const isMost = pageBytes >= (inside.walBytesPerSecond ?? 0);
  return isMost && pageBytes >= MANY_BYTES && inside.pagesPerSecond >= TIMES_CALM * outside.pagesPerSecond;
}

function describeVolumes({ pagesPerSecond, imagesPerSecond, walBytesPerSecond }: RangeFigures): string {
  const pages = `the checkpointer wrote ${formatBytes(pagesPerSecond * PAGE_BYTES)} of pages a second`;
  if (imagesPerSecond === null || walBytesPerSecond === null) return pages;
  const imageBytes = Math.min(imagesPerSecond * PAGE_BYTES, walBytesPerSecond);
  return `${pages}; WAL grew by ${formatBytes(walBytesPerSecond)} a second, page images up to ${formatBytes(imageBytes)} of it`;
}

const say = (verdict: SpikeVerdict, reason: string): Judgement => ({ verdict, reason });

const perCent = (share: number): string => `${Math.round(100 * share)} %`;
