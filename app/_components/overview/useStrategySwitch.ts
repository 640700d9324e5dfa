'use client';

import { isTRPCClientError, type TRPCClient } from '@trpc/client';
import { useRef, useState } from 'react';
import type { AppRouter } from '../../../server/appRouter.ts';
import type { StrategyName } from '../../../domain/strategies.ts';
import { useTRPCClient } from '../../_trpc/client.tsx';
import { type Fault, listFaults } from '../live/listFaults.ts';
import { useLive, useLiveStore } from '../live/LiveProvider.tsx';

/** A server that has not answered by then is not waited for. */
const ANSWER_MS = 5_000;
/** The live view says what was asked for one tick later. */
const HELD_MS = 2_000;

const NAMES: Readonly<Record<Fault['part'], string>> = {
  PostgreSQL: 'PostgreSQL',
  Redis: 'Redis',
  worker: 'the worker',
  watcher: 'the watcher',
  'web process': 'the server',
};

export interface StrategySwitch {
  /** The strategy chosen last, from the click on. */
  readonly chosen: StrategyName | null;
  /** Why the last choice came to nothing; null where it did not. */
  readonly failure: string | null;
  readonly choose: (name: StrategyName) => void;
}

interface Wish {
  readonly name: StrategyName;
  /** By the server's clock; null until it has answered. */
  readonly answeredAt: number | null;
}

/** Every click counts and the last one wins: what is clicked while an earlier choice is on its way is sent after it. */
export function useStrategySwitch(): StrategySwitch {
  const client = useTRPCClient();
  const store = useLiveStore();
  const asked = useLive(({ overview }) => overview?.strategy.asked ?? overview?.strategy.active ?? null);
  const shownAt = useLive(({ overview }) => overview?.at ?? 0);
  const [wish, setWish] = useState<Wish | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const wanted = useRef<StrategyName | null>(null);
  const sending = useRef(false);
  const send = async (): Promise<void> => {
    sending.current = true;
    for (let sent: StrategyName | null = null; wanted.current !== sent;) {
      sent = wanted.current!;
      const outcome = await ask(client, sent);
      if (wanted.current !== sent) continue;
      setWish(outcome.answeredAt === null ? null : { name: sent, answeredAt: outcome.answeredAt });
      setFailure(outcome.reason === null ? null : `Not switched to ${sent}: ${outcome.reason}.`);
    }
    sending.current = false;
  };
  const choose = (name: StrategyName): void => {
    const [fault] = listFaults(store.read());
    if (fault !== undefined) {
      setFailure(`Not switched to ${name}: there is no answer from ${NAMES[fault.part]}.`);
      return;
    }
    setFailure(null);
    wanted.current = name;
    setWish({ name, answeredAt: null });
    if (!sending.current) void send();
  };
  const isKnown =
    wish === null ||
    (wish.answeredAt !== null && (asked === wish.name || shownAt > wish.answeredAt + HELD_MS));
  return { chosen: isKnown ? asked : wish.name, failure, choose };
}

type Outcome =
  | { readonly answeredAt: number; readonly reason: null }
  | { readonly answeredAt: null; readonly reason: string };

async function ask(client: TRPCClient<AppRouter>, strategy: StrategyName): Promise<Outcome> {
  const signal = AbortSignal.timeout(ANSWER_MS);
  try {
    const { at } = await client.strategy.set.mutate({ strategy }, { signal });
    return { answeredAt: at, reason: null };
  } catch (error: unknown) {
    return { answeredAt: null, reason: signal.aborted ? LATE : explain(error) };
  }
}

const LATE = 'the server has not answered for 5 s, so it may still come';

/** The server's own sentence, where it is one of the server. */
const explain = (error: unknown): string =>
  isTRPCClientError<AppRouter>(error) && error.data != null
    ? error.message.replace(/[.\s]+$/, '')
    : 'there is no answer from the server';
