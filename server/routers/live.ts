import { tracked } from '@trpc/server';
import { object, text } from '../inputs.ts';
import { query, router } from '../trpc.ts';

/** `lastEventId`: the id of the last message received (its time in ms), or any time from which to receive. */
const input = object({ lastEventId: text(0, 40).nullish() }).optional();

export const liveRouter = router({
  stream: query.input(input).subscription(async function* ({ ctx, input: given, signal }) {
    const { liveHub, stopping } = ctx.services;
    const ended = signal === undefined ? stopping.signal : AbortSignal.any([signal, stopping.signal]);
    const since = Number(given?.lastEventId ?? '');
    const ticks = liveHub.follow(since > 0 ? since : null, ended);
    for await (const tick of ticks) yield tracked(String(tick.overview.at), tick);
  }),
});
