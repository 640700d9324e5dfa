import { connect } from 'node:net';
import { createHostileRequest, type HostileRequest } from './hostileRequests.ts';
import { Random } from './Random.ts';

/** Longer than a server grants any request: it is the server that closes. */
const PATIENCE_MS = 30_000;
const ANSWER_LIMIT = 1_024 * 1_024;

export interface HostileRun {
  readonly port: number;
  readonly requests: number;
  readonly seed: number;
  /** A cookie that lets in, for half of the requests. */
  readonly session: string;
  /** Texts that no answer may hold. */
  readonly internals: RegExp;
  readonly concurrency: number;
}

export interface HostileResult {
  /** Status, or `none` where the connection was closed without an answer, to how many. */
  readonly statuses: ReadonlyMap<string, number>;
  /** Requests that were a 500, whose answer showed what it may not, or whose connection the server kept; with both. */
  readonly faults: readonly string[];
}

/** Sends them, some at a time, the same for the same seed. */
export async function sendHostile(run: HostileRun): Promise<HostileResult> {
  const random = new Random(run.seed);
  const statuses = new Map<string, number>();
  const faults: string[] = [];
  let left = run.requests;
  const sendSome = async (): Promise<void> => {
    while (left-- > 0) {
      const request = createHostileRequest(random, run.session);
      const answer = await exchange(run.port, request);
      const given = answer === null ? ['kept'] : readStatuses(answer);
      for (const status of given) statuses.set(status, (statuses.get(status) ?? 0) + 1);
      const unforeseen = (given.includes('500') && !isForeseen(request)) || given.includes('kept');
      if (unforeseen || run.internals.test(answer ?? '')) faults.push(describe(request, answer));
    }
  };
  await Promise.all(Array.from({ length: run.concurrency }, sendSome));
  return { statuses, faults };
}

/** Next answers a state of its router that it cannot read with a 500, without more. */
const isForeseen = ({ bytes }: HostileRequest): boolean => bytes.includes('Next-Router-State-Tree');

/** All that came until the connection ended; null where it did not end. */
function exchange(port: number, { bytes, afterwards }: HostileRequest): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    const timer = setTimeout(() => {
      resolve(null);
      socket.destroy();
    }, PATIENCE_MS);
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
      // A stream goes on for ever.
      if (answer.includes('text/event-stream') || answer.length > ANSWER_LIMIT) socket.destroy();
    });
    socket
      .on('error', () => undefined)
      .once('close', () => {
        clearTimeout(timer);
        resolve(answer);
      });
    socket.once('connect', () => {
      socket.write(bytes, () => {
        if (afterwards === 'reset') socket.resetAndDestroy();
        if (afterwards === 'end') socket.end();
      });
    });
  });
}

function readStatuses(answer: string): string[] {
  const found = [...answer.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => status!);
  return found.length === 0 ? ['none'] : found;
}

const describe = ({ bytes, afterwards }: HostileRequest, answer: string | null): string =>
  `${JSON.stringify(bytes.toString('latin1').slice(0, 500))} (${afterwards}): ${JSON.stringify(answer?.slice(0, 1_000) ?? 'kept open')}`;
