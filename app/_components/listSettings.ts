import { type CheckpointSettings, PAGE_BYTES } from '../../domain/postgres.ts';
import { formatBytes, formatCount, formatSeconds } from './format.ts';

const onOff = (on: boolean): string => (on ? 'on' : 'off');

export interface SettingShown {
  readonly name: string;
  readonly value: string;
  /** The setting's meaning on this server, in a sentence. */
  readonly note: string;
}

/** The settings that steer checkpoints. `triggerBytes`: of WAL that force one; null: not known. */
export function listSettings(
  settings: CheckpointSettings,
  triggerBytes: number | null,
): readonly SettingShown[] {
  const { checkpointTimeoutSeconds: timeout, completionTarget, sharedBuffersPages } = settings;
  const { fullPageWrites, walCompression, logCheckpoints } = settings;
  return [
    {
      name: 'checkpoint_timeout',
      value: formatSeconds(timeout),
      note: 'The longest time from one checkpoint’s start to the next.',
    },
    {
      name: 'checkpoint_completion_target',
      value: String(completionTarget),
      note: `Its writes are spread over up to ${formatSeconds(completionTarget * timeout)} of that.`,
    },
    {
      name: 'max_wal_size',
      value: formatBytes(settings.maxWalSizeBytes),
      note: `${triggerBytes === null ? 'Part of it' : formatBytes(triggerBytes)} in WAL since the last one began forces the next.`,
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
