'use client';

import { type CheckpointSettings, PAGE_BYTES } from '../../../domain/postgres.ts';
import { formatBytes, formatCount, formatSeconds } from '../../_components/format.ts';
import { useLive } from '../../_components/live/LiveProvider.tsx';
import { Card } from '../../_components/ui/Card.tsx';
import { EmptyState } from '../../_components/ui/EmptyState.tsx';
import { type Fact, Facts } from '../../_components/ui/Facts.tsx';

const onOff = (on: boolean): string => (on ? 'on' : 'off');

/** The settings that steer checkpoints, as the server has them, and what each means here. */
export function SettingsPanel() {
  const settings = useLive((view) => view.shown?.profile.settings ?? null);
  const triggerBytes = useLive((view) => view.shown?.view?.walTriggerBytes ?? null);
  return (
    <Card title="Settings">
      {settings === null ? (
        <EmptyState>Not known: the server has not answered yet.</EmptyState>
      ) : (
        <Facts facts={listSettings(settings, triggerBytes)} />
      )}
    </Card>
  );
}

function listSettings(settings: CheckpointSettings, triggerBytes: number | null): readonly Fact[] {
  const { checkpointTimeoutSeconds: timeout, completionTarget, sharedBuffersPages } = settings;
  const { fullPageWrites, walCompression, logCheckpoints } = settings;
  return [
    {
      name: 'checkpoint_timeout',
      value: formatSeconds(timeout),
      note: 'A checkpoint begins so long after the last one began, or sooner.',
    },
    {
      name: 'checkpoint_completion_target',
      value: String(completionTarget),
      note: `Its writes are spread over up to ${formatSeconds(completionTarget * timeout)} of that.`,
    },
    {
      name: 'max_wal_size',
      value: formatBytes(settings.maxWalSizeBytes),
      ...(triggerBytes !== null && {
        note: `${formatBytes(triggerBytes)} of WAL since the last one began force the next.`,
      }),
    },
    {
      name: 'shared_buffers',
      value: formatBytes(sharedBuffersPages * PAGE_BYTES),
      note: `No checkpoint finds more than ${formatCount(sharedBuffersPages)} dirty pages.`,
    },
    {
      name: 'full_page_writes',
      value: onOff(fullPageWrites),
      note: fullPageWrites
        ? 'A page’s first change after a checkpoint began logs the whole page.'
        : 'A crash in the middle of writing a page can leave it torn.',
    },
    {
      name: 'wal_compression',
      value: walCompression,
      note: walCompression === 'off' ? 'Page images are logged as they are.' : 'Page images are compressed.',
    },
    {
      name: 'log_checkpoints',
      value: onOff(logCheckpoints),
      note: logCheckpoints
        ? 'The server’s log has a line at each start and each end.'
        : 'The server’s log says nothing of checkpoints.',
    },
  ];
}
