import { describe, expect, test } from 'vitest';
import { ANSWER_MS, PartWatch } from '../../../server/readers/PartWatch.ts';
import { UnavailableError } from '../../../server/unavailable.ts';

const never = (): Promise<string> => new Promise(() => undefined);

describe('a part that is asked', () => {
  test('and answers is up, with its answer', async () => {
    const look = await new PartWatch<string>().look(async () => 'a');
    expect(look).toMatchObject({ last: 'a', responds: true, failure: null, code: null });
  });

  test('and never answers does not respond, and is not asked again meanwhile', async () => {
    const watch = new PartWatch<string>();
    let asked = 0;
    const ask = (): Promise<string> => {
      asked++;
      return asked === 1 ? Promise.resolve('first') : never();
    };
    const { answeredAt } = await watch.look(ask);
    let look = await watch.look(ask);
    // Its last answer serves until it is late.
    expect(look).toMatchObject({ last: 'first', responds: true });
    while (look.responds) look = await watch.look(ask);
    expect(look).toMatchObject({
      last: 'first',
      answeredAt,
      responds: false,
      failure: null,
      code: 'no answer',
    });
    expect(asked).toBe(2);
  });

  test('and never has answered is waited for once, for as long as an answer may take', async () => {
    const startedAt = performance.now();
    expect(await new PartWatch<string>().look(never)).toMatchObject({ last: null, responds: false });
    expect(performance.now() - startedAt).toBeGreaterThan(ANSWER_MS - 100);
  });

  test('and fails says why by a code, and is up again with its next answer', async () => {
    const watch = new PartWatch<string>();
    const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:5432'), { code: 'ECONNREFUSED' });
    const failing = await watch.look(() => Promise.reject(new UnavailableError('PostgreSQL', refused)));
    expect(failing).toMatchObject({ responds: false, code: 'ECONNREFUSED' });
    expect(await watch.look(async () => 'b')).toMatchObject({ last: 'b', responds: true, code: null });
  });
});
