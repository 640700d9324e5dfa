import { PAGE_BYTES } from '../../domain/postgres.ts';
import { METRIC } from '../../domain/metricNames.ts';
import { SERIES_LOOKS } from './colors.ts';
import type { Section } from './layout.ts';
import { seen, seenPerSecond, serverSetting } from './selectors.ts';

const imageBytes = `${seenPerSecond(METRIC.fullPageImages)} * ${PAGE_BYTES}`;

export const WAL: Section = {
  title: 'WAL',
  charts: [
    {
      title: 'WAL and full-page images',
      description:
        'Bytes a second. Images are counted at 8 kB each, which is the most they can be: they leave out the hole of their page, and wal_compression makes them smaller.',
      unit: 'Bps',
      queries: [
        { expr: seenPerSecond(METRIC.walBytes), legend: 'WAL' },
        { expr: imageBytes, legend: 'full-page images, at the most' },
      ],
      looks: {
        WAL: SERIES_LOOKS['wal']!,
        'full-page images, at the most': SERIES_LOOKS['fullPageImages']!,
      },
    },
    {
      title: 'Distance to a forced checkpoint',
      description:
        'WAL since the redo point of the last completed checkpoint, and where it forces the next. It falls when a checkpoint ends.',
      unit: 'bytes',
      queries: [
        { expr: seen(METRIC.walSinceRedo), legend: 'since redo' },
        { expr: seen(METRIC.walTrigger), legend: 'trigger' },
      ],
      looks: { 'since redo': SERIES_LOOKS['wal']!, trigger: SERIES_LOOKS['plateau']! },
    },
    {
      title: 'WAL records',
      description: 'Records and full-page images a second.',
      unit: 'ops',
      queries: [
        { expr: seenPerSecond(METRIC.walRecords), legend: 'records' },
        { expr: seenPerSecond(METRIC.fullPageImages), legend: 'images' },
      ],
      looks: { records: SERIES_LOOKS['wal']!, images: SERIES_LOOKS['fullPageImages']! },
    },
    {
      title: 'Dirty pages',
      description:
        'In shared buffers: what the next checkpoint has to write. Needs pg_buffercache; empty without it.',
      unit: 'short',
      queries: [
        { expr: seen(METRIC.dirtyBuffers), legend: 'dirty' },
        { expr: serverSetting('shared_buffers_pages'), legend: 'shared_buffers' },
      ],
      looks: { dirty: SERIES_LOOKS['pages']!, shared_buffers: SERIES_LOOKS['plateau']! },
    },
  ],
};
