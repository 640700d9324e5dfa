import { printableLines } from '../../domain/printable.ts';

/** Prints lines on standard output; nothing in them steers the terminal. */
export function say(text: string): void {
  process.stdout.write(`${printableLines(text)}\n`);
}

/** Prints lines, or what an error says, on standard error; nothing in them steers the terminal. */
export function complain(what: unknown): void {
  process.stderr.write(`${printableLines(what instanceof Error ? what.message : String(what))}\n`);
}
