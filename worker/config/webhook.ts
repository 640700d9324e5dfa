import { readFileSync } from 'node:fs';
import { z } from 'zod';

export const WEBHOOK_TAKES = 'an address that takes alerts by POST: https://hooks.example/…';
export const WEBHOOK_FILE_TAKES = 'a file that holds what WEBHOOK takes';

/** Null where nothing is wrong; nothing of the address is in the reason, since its path is a secret. */
export function findWebhookFault(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url === null || !['http:', 'https:'].includes(url.protocol) ? 'it is no such address' : null;
}

const checked = (read: (text: string) => string) =>
  z.string().transform((text, context) => {
    const fault = (message: string) => {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    };
    try {
      const url = read(text);
      return findWebhookFault(url) === null ? url : fault('it is no such address');
    } catch {
      return fault('it cannot be read');
    }
  });

export const webhookUrl = checked((text) => text);
export const webhookOfFile = checked((file) => readFileSync(file, 'utf8').trim());

export interface Webhook {
  /** A secret: it is in no log and in no error. */
  readonly url: string;
  /** It may lead into this machine or its network. */
  readonly allowsPrivate: boolean;
}

export const toWebhook = (url: string | undefined, allowsPrivate: boolean): Webhook | undefined =>
  url === undefined ? undefined : { url, allowsPrivate };
