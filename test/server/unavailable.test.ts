import { expect, test } from 'vitest';
import { toPublicError } from '../../server/trpc.ts';
import { fromRedis, readFailureCode, UnavailableError } from '../../server/unavailable.ts';

/** Next bundles modules for pages and once more for routes. */
const COPY = '../../server/unavailable.ts?copy';

test('what a copy of the module found away is away for all', async () => {
  const copy = (await import(COPY)) as { readonly UnavailableError: typeof UnavailableError };
  expect(copy.UnavailableError).not.toBe(UnavailableError);
  const failure = new copy.UnavailableError(
    'Redis',
    Object.assign(new Error('gone'), { code: 'ECONNRESET' }),
  );
  expect(failure).toBeInstanceOf(UnavailableError);
  expect(toPublicError(failure, undefined)).toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
    message: 'Redis does not answer now; try again in a few seconds',
  });
  expect(readFailureCode(failure)).toBe('ECONNRESET');
  await expect(fromRedis(Promise.reject(failure))).rejects.toBe(failure);
});

test('an error of another kind is none', () => {
  expect(new Error('defect')).not.toBeInstanceOf(UnavailableError);
  expect(null).not.toBeInstanceOf(UnavailableError);
  expect(toPublicError(new TypeError('defect'), undefined).code).toBe('INTERNAL_SERVER_ERROR');
});
