import { expect, test } from 'vitest';
import { describeLoginError } from '../../../app/login/describeLoginError.ts';

test.each(Object.getOwnPropertyNames(Object.prototype))('%s says nothing', (error) =>
  expect(describeLoginError(error)).toBeUndefined(),
);

test('what the login route sends is a sentence', () => {
  for (const error of ['wrong', 'limit', 'open', 'foreign'])
    expect(describeLoginError(error)).toMatch(/^[A-Z].*\.$/);
  expect(describeLoginError(['wrong', 'wrong'])).toBeUndefined();
});
