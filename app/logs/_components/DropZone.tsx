'use client';

import { type DragEvent, useState } from 'react';
import {
  type ImportProgress,
  IMPORTS_KEPT_DAYS,
  MAX_IMPORTS,
  MAX_LOG_BYTES,
} from '../../../domain/logImports.ts';
import { formatBytes, formatCount, formatCounted, formatShare } from '../../_components/format.ts';
import { Banner } from '../../_components/ui/Banner.tsx';
import { Button } from '../../_components/ui/Button.tsx';
import { Card } from '../../_components/ui/Card.tsx';
import { classes } from '../../_components/ui/classes.ts';
import type { Uploads } from './useUploads.ts';

export interface DropZoneProps {
  readonly uploads: Uploads;
  /** Of the log that is read now, whoever sent it. */
  readonly progress: ImportProgress | null;
}

/** Takes files by dropping, or by its button. */
export function DropZone({ uploads, progress }: DropZoneProps) {
  const [isOver, setIsOver] = useState(false);
  const take = (event: DragEvent, isDrop: boolean): void => {
    event.preventDefault();
    setIsOver(!isDrop);
    if (isDrop) uploads.add([...event.dataTransfer.files]);
  };
  return (
    <Card title="Import a log">
      {/* For a pointer only: the button in it does the same. */}
      <div
        data-drop-zone=""
        onDragEnter={(event) => take(event, false)}
        onDragOver={(event) => take(event, false)}
        onDragLeave={() => setIsOver(false)}
        onDrop={(event) => take(event, true)}
        className={classes(
          'flex flex-col items-center gap-3 rounded-md border-2 border-dashed px-4 py-6 text-center',
          isOver ? 'border-accent bg-sunken' : 'border-line',
        )}
      >
        <label className="inline-flex min-h-8 cursor-pointer items-center rounded-md border border-strong-line bg-raised px-3 text-sm font-medium focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-accent hover:border-accent hover:text-accent">
          <input
            type="file"
            multiple
            className="sr-only"
            onChange={({ target }) => {
              uploads.add([...(target.files ?? [])]);
              // The same file once more is a change, too.
              target.value = '';
            }}
          />
          Choose log files
        </label>
        <p className="max-w-[80ch] text-sm text-muted">
          Or drop them here: plain, gzip or Zstandard, with any log_line_prefix, as csvlog or jsonlog, up to{' '}
          {formatBytes(MAX_LOG_BYTES)} each. They are read where this dashboard runs, and nothing is sent
          elsewhere. Only the checkpoints are kept: of the last {MAX_IMPORTS} imports, for {IMPORTS_KEPT_DAYS}{' '}
          days.
        </p>
      </div>
      {uploads.current !== null && (
        <UploadProgress
          file={uploads.current.name}
          progress={progress}
          waiting={uploads.waiting}
          onCancel={uploads.cancel}
        />
      )}
      {uploads.current === null && progress !== null && (
        <UploadProgress file={progress.file} progress={progress} waiting={0} onCancel={null} />
      )}
      {uploads.failures.map((failure) => (
        <div key={failure} role="alert" className="mt-3">
          <Banner tone="bad">{failure}</Banner>
        </div>
      ))}
    </Card>
  );
}

interface UploadProgressProps {
  readonly file: string;
  readonly progress: ImportProgress | null;
  readonly waiting: number;
  /** Null: another page sends it. */
  readonly onCancel: (() => void) | null;
}

function UploadProgress({ file, progress, waiting, onCancel }: UploadProgressProps) {
  const total = progress?.totalBytes ?? null;
  const share = progress === null || total === null || total === 0 ? null : progress.bytes / total;
  return (
    <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
      <progress
        aria-label={`Import of ${file}`}
        max={1}
        {...(share !== null && { value: share })}
        className="h-2 w-48 accent-[var(--accent)]"
      />
      <span className="wrap-anywhere">
        {file}
        {share !== null && `: ${formatShare(share)}`}
        {progress !== null &&
          `, ${formatCount(progress.lines)} lines, ${formatCounted(progress.checkpoints, 'checkpoint')}`}
        {waiting > 0 && `; ${formatCounted(waiting, 'file')} behind it`}
      </span>
      {onCancel !== null && <Button onClick={onCancel}>Stop</Button>}
    </div>
  );
}
