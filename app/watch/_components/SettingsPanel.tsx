'use client';

import { PAGE_BYTES } from '../../../domain/postgres.ts';
import { formatBytes, formatSeconds } from '../../_components/format.ts';
import { useLive } from '../../_components/live/LiveProvider.tsx';
import { Card } from '../../_components/ui/Card.tsx';
import { EmptyState } from '../../_components/ui/EmptyState.tsx';
import { Facts } from '../../_components/ui/Facts.tsx';

const onOff = (on: boolean): string => (on ? 'on' : 'off');

/** The settings that steer checkpoints, as the server has them. */
export function SettingsPanel() {
  const settings = useLive((view) => view.shown?.profile.settings ?? null);
  return (
    <Card title="Settings">
      {settings === null ? (
        <EmptyState>Not known: the server has not answered yet.</EmptyState>
      ) : (
        <Facts
          facts={[
            { name: 'checkpoint_timeout', value: formatSeconds(settings.checkpointTimeoutSeconds) },
            { name: 'checkpoint_completion_target', value: String(settings.completionTarget) },
            { name: 'max_wal_size', value: formatBytes(settings.maxWalSizeBytes) },
            { name: 'shared_buffers', value: formatBytes(settings.sharedBuffersPages * PAGE_BYTES) },
            { name: 'full_page_writes', value: onOff(settings.fullPageWrites) },
            { name: 'wal_compression', value: settings.walCompression },
            { name: 'log_checkpoints', value: onOff(settings.logCheckpoints) },
          ]}
        />
      )}
    </Card>
  );
}
