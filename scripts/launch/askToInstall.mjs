// Used before anything is installed: Node's own modules only.
import { createInterface } from 'node:readline/promises';

/** A person at a terminal is asked before the system is changed; --yes, CI=true and a run without a terminal answer yes. */
export function mustAsk({ isTerminal, yes, ci }) {
  return isTerminal && !yes && ci !== 'true';
}

/** True for Enter and yes; Ctrl-D is no, and Ctrl-C ends the command. */
export async function ask(question) {
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  reader.once('SIGINT', () => process.exit(130));
  const closed = new Promise((resolve) => reader.once('close', () => resolve('no')));
  const answer = await Promise.race([reader.question(`${question} [Y/n] `), closed]);
  reader.close();
  return /^(y(es)?)?$/i.test(answer.trim());
}
