/** More than any call of this dashboard needs. */
export const MAX_BODY_BYTES = 64 * 1024;

export const TOO_LARGE = 'The request is larger than 64 kB';

/** The body of a request; null where it is larger than it may be, of which no more is read. */
export async function readBody(request: Request): Promise<Buffer | null> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) return null;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- a request without a body
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
