import { once } from 'node:events';
import { formatBytes } from '../../domain/format.ts';

/** The sender wanted to send more than we take. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

/**
 * The body of an answer as text. Counted chunk by chunk behind decompression, because 256 kB of gzip can hold 256 MB.
 * @throws BodyTooLargeError beyond `maxBytes`: the request ends there; the signal's reason when it is aborted.
 */
export async function readBody(
  response: Response,
  { maxBytes, signal }: { readonly maxBytes: number; readonly signal: AbortSignal },
): Promise<string> {
  signal.throwIfAborted();
  // Where gzip is spoilt, fetch in Node 20 can leave the body open for ever, whatever its signal says.
  const aborted = once(signal, 'abort').then(() => signal.throwIfAborted());
  return (await Promise.race([collect(response, maxBytes), aborted])) as string;
}

async function collect(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels the body, and with it the request.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new BodyTooLargeError(`more than ${formatBytes(maxBytes)}`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
