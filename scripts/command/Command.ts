import { isPackaged } from '../launch/bootstrap.mjs';
import { ArgumentError, type Flags, readArguments, type Values } from './arguments.ts';
import { complain, say } from './terminal.ts';

/** Behind one `npm run NAME`, or one `npm run verify -- NAME`. */
export interface Command {
  /** Resolves with the exit code. @throws Error whose message is all that a person needs. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** The command line is wrong; 1 is for what went wrong later. */
export const EXIT_ARGUMENTS = 2;

export function defineCommand<F extends Flags>(command: {
  readonly usage: string;
  readonly flags: F;
  readonly takesNames?: boolean;
  readonly run: (values: Values<F>, names: readonly string[]) => Promise<number | void>;
}): Command {
  const { flags, takesNames = false } = command;
  const usage = isPackaged ? spellForPackage(command.usage) : command.usage;
  return {
    run: async (args) => {
      try {
        const given = readArguments(args, flags, { takesNames });
        if (given !== null) return (await command.run(given.values, given.names)) ?? 0;
        say(usage);
        return 0;
      } catch (error: unknown) {
        if (!(error instanceof ArgumentError)) throw error;
        complain(error.needsUsage ? `${error.message}\n\n${usage}` : error);
        return EXIT_ARGUMENTS;
      }
    },
  };
}

/** "npm run mark -- TEXT" is "npx breakwater mark TEXT" there. */
function spellForPackage(usage: string): string {
  const name = /^Usage: npm run (\w+)/.exec(usage)?.[1];
  return usage.replaceAll(new RegExp(`npm run ${name}\\b( --)?`, 'g'), `npx breakwater ${name}`);
}

/** Runs it and ends the process; an error becomes one line. */
export async function runCommand({ run }: Command, args: readonly string[]): Promise<never> {
  try {
    process.exit(await run(args));
  } catch (error: unknown) {
    complain(error);
    process.exit(1);
  }
}
