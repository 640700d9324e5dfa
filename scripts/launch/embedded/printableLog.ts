import { printable, printableLines } from '../../../domain/printable.ts';
import { readLines } from '../../../machine/readLines.ts';

/** A log of JSON lines whose texts steer no terminal once pino-pretty has decoded them. Only a stack keeps its lines. */
export async function* printableLog(input: NodeJS.ReadableStream): AsyncGenerator<string> {
  for await (const line of readLines(input)) yield `${rewrite(line)}\n`;
}

function rewrite(line: string): string {
  try {
    return JSON.stringify(JSON.parse(line, escapeValue));
  } catch {
    return printable(line);
  }
}

function escapeValue(key: string, value: unknown): unknown {
  if (typeof value === 'string') return key === 'stack' ? printableLines(value) : printable(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [printable(name), inner]));
}
