import type { z } from 'zod';

const SHOWN = 40;

/** One sentence: the first field that is wrong, what it got, and what it takes. */
export function describeIssues(issues: readonly z.core.$ZodIssue[], input: unknown): string {
  const issue = issues[0];
  if (issue === undefined) return 'The input is not valid';
  const field = issue.path.length === 0 ? 'The input' : issue.path.map(String).join('.');
  const got = shorten(pick(input, issue.path));
  return `${field} is ${got}: it takes ${issue.message}`;
}

function pick(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    input,
  );
}

function shorten(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(value);
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`;
}
