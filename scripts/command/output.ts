import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { files, type Flag, onOff } from './arguments.ts';
import { complain, say } from './terminal.ts';

/** The two flags of every command that has a result. */
export interface OutputFlags {
  readonly json: Flag<boolean>;
  readonly output: Flag<readonly string[]>;
}

/** `endings`: the formats beside .json that the result has. */
export const outputFlags = (...endings: readonly string[]): OutputFlags => ({
  json: onOff,
  output: files(['.json', ...endings]),
});

export interface Result {
  readonly value: unknown;
  /** For the terminal. */
  readonly text: string;
  /** For files, by their ending. */
  readonly formats?: Readonly<Record<string, () => string>>;
}

export interface Output {
  /** Progress. With --json only the result is on standard output. */
  readonly say: (line: string) => void;
  readonly give: (result: Result) => void;
}

export function createOutput({
  json,
  output,
}: {
  readonly json: boolean;
  readonly output: readonly string[];
}): Output {
  return {
    say: json ? complain : say,
    give: ({ value, text, formats = {} }) => {
      const asJson = JSON.stringify(value, null, 2);
      for (const file of output) writeFileSync(file, formats[extname(file)]?.() ?? `${asJson}\n`);
      say(json ? asJson : text);
    },
  };
}
