import { findWebhookFault, WEBHOOK_TAKES } from '../../worker/config/webhook.ts';
import { ArgumentError, type Flag, text } from './arguments.ts';
import { complain } from './terminal.ts';

/** Checked by takeWebhook: a wrong value is not shown. */
export const webhookAddress: Flag<string | null> = text(null);

/** Hands the address on by the environment, as WEBHOOK. @throws ArgumentError */
export function takeWebhook(given: string | null): void {
  if (given === null) return;
  const fault = findWebhookFault(given);
  if (fault !== null) {
    throw new ArgumentError(`--webhook is a value that is not shown: ${fault}; it takes ${WEBHOOK_TAKES}`, {
      needsUsage: false,
    });
  }
  complain(
    "The address of --webhook shows in the list of processes and in npm's log: WEBHOOK and WEBHOOK_FILE keep it out",
  );
  process.env['WEBHOOK'] = given;
}
