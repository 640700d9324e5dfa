import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { z } from 'zod';
import type { TokenMetadata } from '../../domain/tokenColumns.ts';
import { cleanText } from '../../domain/printable.ts';
import { isPrivateLiteral, lookupPublic, NotPublicError } from '../../machine/publicAddress.ts';

const TIMEOUT_MS = 5_000;
const BODY_LIMIT = 64 * 1024;
const REDIRECTS = 3;

export type MetadataResult = { readonly metadata: TokenMetadata } | { readonly reason: string };

export interface FetchMetadataOptions {
  /** For tests against a server on loopback. */
  readonly allowPrivate?: boolean;
}

const optional = (most: number) =>
  z
    .string()
    .nullish()
    .transform((value) => (value == null || value === '' ? null : cleanText(value, most)));
const metadataSchema = z.object({
  description: optional(2_000),
  image: optional(2_048),
  website: optional(2_048),
  twitter: optional(2_048),
  telegram: optional(2_048),
});

/**
 * Fetches what a token's uri leads to. A stranger wrote that address: only http and https, only public addresses
 * (checked where the connection is made, so a name cannot change in between), 5 s, 64 KiB, three redirects. A failure
 * is a value.
 */
export async function fetchMetadata(
  uri: string,
  options: FetchMetadataOptions = {},
): Promise<MetadataResult> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    let url = toUrl(uri);
    for (let hop = 0; hop <= REDIRECTS; hop++) {
      const answer = await get(url, { signal, allowPrivate: options.allowPrivate ?? false });
      if (answer.redirect === undefined) return parseMetadata(answer.body);
      url = toUrl(new URL(answer.redirect, url).href);
    }
    return { reason: 'too many redirects' };
  } catch (error: unknown) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

function toUrl(uri: string): URL {
  const url = new URL(uri.replace(/^ipfs:\/\/(ipfs\/)?/, 'https://ipfs.io/ipfs/'));
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new Error(`scheme ${url.protocol} is not fetched`);
  return url;
}

interface Answer {
  readonly redirect?: string;
  readonly body: string;
}

function get(
  url: URL,
  { signal, allowPrivate }: { signal: AbortSignal; allowPrivate: boolean },
): Promise<Answer> {
  if (!allowPrivate && isPrivateLiteral(url)) return Promise.reject(new NotPublicError());
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const lookup = allowPrivate ? undefined : lookupPublic;
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { signal, ...(lookup && { lookup }), headers: { accept: 'application/json' } },
      (response) => {
        const { statusCode = 0, headers } = response;
        if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
          response.destroy();
          return resolve({ redirect: headers.location, body: '' });
        }
        if (statusCode !== 200) {
          response.destroy();
          return reject(new Error(`status ${statusCode}`));
        }
        let body = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          body += chunk;
          if (body.length > BODY_LIMIT) response.destroy(new Error('larger than 64 kB'));
        });
        response.on('end', () => resolve({ body })).on('error', reject);
      },
    );
    sent.on('error', reject).end();
  });
}

function parseMetadata(body: string): MetadataResult {
  const parsed = metadataSchema.safeParse(JSON.parse(body));
  if (!parsed.success) return { reason: 'not metadata' };
  const { image, ...rest } = parsed.data;
  return { metadata: { ...rest, imageUrl: image } };
}
