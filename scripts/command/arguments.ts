import { parseArgs, type ParseArgsConfig } from 'node:util';
import { POSTGRES_URL_TAKES } from '../../db/address.ts';
import { findPostgresUrlFault, maskAddress } from '../../worker/config/addresses.ts';

/** The command line is wrong; the message says where in one line. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
  /** Whether the command's usage helps: a wrong value needs none, its message says what the flag takes. */
  readonly needsUsage: boolean;

  constructor(message: string, { needsUsage }: { readonly needsUsage: boolean }) {
    super(message);
    this.needsUsage = needsUsage;
  }
}

/** One flag of a command. */
export interface Flag<T> {
  readonly kind: 'boolean' | 'string' | 'list';
  /** Parses one text; undefined or a WrongValue where the flag does not take it. */
  readonly parse: (text: string) => unknown;
  readonly takes: string;
  readonly otherwise: T;
}

export type Flags = Readonly<Record<string, Flag<unknown>>>;
export type Values<F extends Flags> = { readonly [K in keyof F]: F[K] extends Flag<infer T> ? T : never };

const NOTHING = { takes: '' } as const;

/** On where it is given; takes no value. */
export const onOff: Flag<boolean> = { ...NOTHING, kind: 'boolean', parse: () => true, otherwise: false };

export function text<T = string>(otherwise: T): Flag<string | T> {
  return { ...NOTHING, kind: 'string', parse: (given) => given, otherwise };
}

/** A text; may be given several times. */
export const texts: Flag<readonly string[]> = {
  ...NOTHING,
  kind: 'list',
  parse: (given) => given,
  otherwise: [],
};

/** A flag with a `parse` of its own; it answers undefined to what the flag does not take. */
export function parsed<T>(parse: (given: string) => T | undefined, takes: string): Flag<T | null> {
  return { ...NOTHING, kind: 'string', parse, takes, otherwise: null };
}

export function wholeNumber(from: number, to: number, otherwise: number): Flag<number> {
  const parse = (given: string): number | undefined => {
    const value = Number(given);
    return /^\d+$/.test(given) && value >= from && value <= to ? value : undefined;
  };
  return { ...NOTHING, kind: 'string', parse, takes: `a whole number from ${from} to ${to}`, otherwise };
}

export function oneOf<N extends string, T extends N | null>(names: readonly N[], otherwise: T): Flag<N | T> {
  const parse = (given: string): N | undefined => names.find((name) => name === given);
  return { ...NOTHING, kind: 'string', parse, takes: names.join(', '), otherwise };
}

/** Names parted by commas. */
export function someOf<N extends string>(names: readonly N[], otherwise: readonly N[]): Flag<readonly N[]> {
  const parse = (given: string): N[] | undefined => {
    const found = given.split(',').map((part) => names.find((name) => name === part.trim()));
    return found.every((name) => name !== undefined) ? found : undefined;
  };
  const takes = `one or more, parted by commas, of ${names.join(', ')}`;
  return { ...NOTHING, kind: 'string', parse, takes, otherwise };
}

/** The address of a PostgreSQL. */
export const postgresAddress: Flag<string | null> = {
  kind: 'string',
  parse: (given) => {
    const fault = findPostgresUrlFault(given);
    return fault === null ? given : new WrongValue(describeWrongAddress(given, fault));
  },
  takes: POSTGRES_URL_TAKES,
  otherwise: null,
};

/** Says what was given, without a password, why it is wrong, and what is taken. */
export function describeWrongAddress(given: string, fault: string): string {
  const shown = maskAddress(given);
  return `${shown === null ? 'a value that is not shown' : JSON.stringify(shown)}: ${fault}; it takes ${POSTGRES_URL_TAKES}`;
}

/** A parser's own message on a value, where "what it is, what it takes" does not say enough, or too much. */
class WrongValue {
  readonly what: string;

  constructor(what: string) {
    this.what = what;
  }
}

/** Files to write; may be given several times. The endings are the formats that the command has. */
export function files(endings: readonly string[]): Flag<readonly string[]> {
  const parse = (given: string): string | undefined =>
    endings.some((ending) => given.endsWith(ending)) ? given : undefined;
  return {
    ...NOTHING,
    kind: 'list',
    parse,
    takes: `a file that ends in ${endings.join(', ')}`,
    otherwise: [],
  };
}

export interface Arguments<F extends Flags> {
  readonly values: Values<F>;
  /** The arguments that are no flag. */
  readonly names: readonly string[];
}

/**
 * The flags and names that a person gave, or null for --help.
 * @throws ArgumentError
 */
export function readArguments<F extends Flags>(
  args: readonly string[],
  flags: F,
  { takesNames = false }: { readonly takesNames?: boolean } = {},
): Arguments<F> | null {
  const options = Object.fromEntries(Object.entries(flags).map(([name, { kind }]) => [name, toOption(kind)]));
  const given = parseStrictly({
    args: [...args],
    options: { ...options, help: { type: 'boolean' } },
    allowPositionals: takesNames,
  });
  if (given.values['help'] === true) return null;
  const values = Object.entries(flags).map(([name, flag]) => [
    name,
    readValue(name, flag, given.values[name]),
  ]);
  return { values: Object.fromEntries(values) as Values<F>, names: given.positionals };
}

function toOption(kind: Flag<unknown>['kind']) {
  return { type: kind === 'boolean' ? 'boolean' : 'string', multiple: kind === 'list' } as const;
}

/** Node's own words, without its advice on how to write what the command does not take. */
function parseStrictly(config: ParseArgsConfig) {
  try {
    return parseArgs(config);
  } catch (error: unknown) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ArgumentError(why.split(/\. |\n/)[0]!, { needsUsage: true });
  }
}

function readValue(name: string, flag: Flag<unknown>, given: unknown): unknown {
  if (given === undefined) return flag.otherwise;
  if (flag.kind === 'boolean') return given;
  const read = (part: string): unknown => {
    const value = flag.parse(part);
    if (value !== undefined && !(value instanceof WrongValue)) return value;
    const what = value === undefined ? `"${part}": it takes ${flag.takes}` : value.what;
    throw new ArgumentError(`--${name} is ${what}`, { needsUsage: false });
  };
  return Array.isArray(given) ? given.map(read) : read(given as string);
}
