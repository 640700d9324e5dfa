import { expect, test } from 'vitest';
import { isRightHost } from '../../http/hosts.ts';

test.each([
  ['127.0.0.1', 'localhost:3000', true],
  ['127.0.0.2', '127.0.0.2:3000', true],
  ['::1', '[::1]:3000', true],
  ['localhost', 'evil.example', false],
  ['127.0.0.1', 'localhost.evil.example', false],
  ['127.0.0.1', null, false],
  ['127.0.0.1', undefined, false],
  ['127.0.0.1', '', false],
  ['0.0.0.0', 'any.example', true],
  ['127.0.0.1.evil.example', 'any.example', true],
])('on %s, %s: %s', (host, header, right) => expect(isRightHost(header, host)).toBe(right));
