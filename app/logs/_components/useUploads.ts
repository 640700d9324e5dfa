'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { type LogImport, MAX_LOG_BYTES } from '../../../domain/logImports.ts';
import { useTRPC } from '../../_trpc/client.tsx';
import { formatBytes, formatCounted } from '../../_components/format.ts';
import { useAnnounce } from '../../_components/ui/Announcer.tsx';
import { writeUrl } from '../../_components/ui/useUrlParams.ts';

export interface Uploads {
  readonly current: File | null;
  /** Behind the current one. */
  readonly waiting: number;
  /** What could not be imported, and why, in sentences. */
  readonly failures: readonly string[];
  readonly add: (files: readonly File[]) => void;
  readonly cancel: () => void;
}

/** Uploads files one after the other. */
export function useUploads(): Uploads {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const announce = useAnnounce();
  const queue = useRef<File[]>([]);
  const running = useRef<AbortController | null>(null);
  const [current, setCurrent] = useState<File | null>(null);
  const [waiting, setWaiting] = useState(0);
  const [failures, setFailures] = useState<readonly string[]>([]);
  // A page that is left waits for no answer: its upload is given up.
  const hasLeft = useRef(false);
  useEffect(() => {
    hasLeft.current = false;
    return () => {
      hasLeft.current = true;
      queue.current = [];
      running.current?.abort();
    };
  }, []);
  const run = async (): Promise<void> => {
    const controller = new AbortController();
    running.current = controller;
    const imported: LogImport[] = [];
    for (let file = queue.current.shift(); file !== undefined; file = queue.current.shift()) {
      setCurrent(file);
      setWaiting(queue.current.length);
      const result = await upload(file, controller.signal);
      if (typeof result === 'string') setFailures((before) => [...before, result]);
      else imported.push(...result);
    }
    running.current = null;
    setCurrent(null);
    if (!hasLeft.current && imported.length > 0) {
      announce(`Imported: ${formatCounted(imported.length, 'server')}`);
      writeUrl(
        {
          show: imported
            .slice(0, 2)
            .map(({ id }) => id)
            .join(','),
          id: null,
        },
        'push',
      );
    }
    await queries.invalidateQueries({ queryKey: trpc.logs.pathKey() });
  };
  return {
    current,
    waiting,
    failures,
    add: (files) => {
      setFailures([]);
      queue.current.push(...files);
      setWaiting(queue.current.length);
      if (running.current === null) void run();
    },
    cancel: () => {
      queue.current = [];
      running.current?.abort();
    },
  };
}

/** What came of it, or a sentence that says why nothing did. */
async function upload(file: File, signal: AbortSignal): Promise<readonly LogImport[] | string> {
  if (file.size > MAX_LOG_BYTES) {
    return `${file.name} is larger than ${formatBytes(MAX_LOG_BYTES)}, the most that is read of one log.`;
  }
  try {
    const address = `/api/logs?name=${encodeURIComponent(file.name)}`;
    const response = await fetch(address, { method: 'POST', body: file, signal });
    const answer = (await response.json()) as { imports?: readonly LogImport[]; error?: string };
    return answer.imports ?? `${answer.error ?? 'The answer cannot be read'}.`;
  } catch {
    const why = signal.aborted ? 'was stopped' : 'was cut off: the dashboard cannot be reached';
    return `The upload of ${file.name} ${why}. Unless the list has it, nothing of it was imported.`;
  }
}
