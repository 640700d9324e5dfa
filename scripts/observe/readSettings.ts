import { readFileSync } from 'node:fs';
import type { PacingSettings } from '../../model/pacing.ts';

const UNITS: Readonly<Record<string, number>> = { us: 1e-6, ms: 1e-3, s: 1, min: 60, h: 3_600, d: 86_400 };
const LINE = /^\s*([a-z_.]+)\s*(?:=\s*|\s)(?:'((?:[^']|'')*)'|([^\s#']+))/i;

/** checkpoint_timeout as PostgreSQL takes it: 300, 5min, 2h; seconds without a unit. Undefined: out of its range. */
export function parseTimeout(given: string): number | undefined {
  const match = /^\s*(\d{1,8}(?:\.\d{1,6})?)\s*(us|ms|s|min|h|d)?\s*$/.exec(given);
  if (match === null) return undefined;
  const seconds = Math.round(Number(match[1]) * (UNITS[match[2] ?? 's'] ?? 1));
  return seconds >= 30 && seconds <= 86_400 ? seconds : undefined;
}

/** checkpoint_completion_target: 0 to 1, not 0 itself, under which nothing is spread. */
export function parseTarget(given: string): number | undefined {
  const target = /^\s*\d*\.?\d+\s*$/.test(given) ? Number(given) : Number.NaN;
  return target > 0 && target <= 1 ? target : undefined;
}

/**
 * The two settings as a postgresql.conf has them; the last line of a name counts, and one that is missing is left out.
 * @throws Error where the file cannot be read, has neither, or a value that PostgreSQL would not take.
 */
export function readSettings(file: string): Partial<PacingSettings> {
  const values = parseSettings(readText(file));
  const timeout = values.get('checkpoint_timeout');
  const target = values.get('checkpoint_completion_target');
  if (timeout === undefined && target === undefined) {
    throw new Error(
      `--settings is "${file}": it sets neither checkpoint_timeout nor checkpoint_completion_target; give --timeout and --completion-target`,
    );
  }
  const refuse = (name: string, value: string, takes: string): never => {
    throw new Error(`--settings is "${file}": its ${name} is "${value}": it takes ${takes}`);
  };
  return {
    ...(timeout !== undefined && {
      checkpointTimeoutSeconds: parseTimeout(timeout) ?? refuse('checkpoint_timeout', timeout, '30s to 1d'),
    }),
    ...(target !== undefined && {
      completionTarget: parseTarget(target) ?? refuse('checkpoint_completion_target', target, '0 to 1'),
    }),
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error: unknown) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new Error(`--settings is "${file}": it cannot be read (${code})`, { cause: error });
  }
}

function parseSettings(text: string): ReadonlyMap<string, string> {
  const lines = text.split(/\r?\n/).map((line) => LINE.exec(line));
  return new Map(
    lines
      .filter((match) => match !== null)
      .map(([, name = '', quoted, plain]) => [
        name.toLowerCase(),
        quoted?.replaceAll("''", "'") ?? plain ?? '',
      ]),
  );
}
