import { tracked } from '@trpc/server';
import { object, text } from '../inputs.ts';
import { findLiveHub } from '../live/LiveHub.ts';
import { readStopping } from '../stopping.ts';
import { query, router } from '../trpc.ts';

/** `lastEventId`: the id of the last message received (its time in ms), or any time since which to be told. */
const input = object({ lastEventId: text(0, 40).nullish() }).optional();

export const liveRouter = router({
  stream: query.input(input).subscription(async function* ({ ctx, input: given, signal }) {
    const stopping = readStopping();
    const ended = signal === undefined ? stopping : AbortSignal.any([signal, stopping]);
    const since = Number(given?.lastEventId ?? '');
    const ticks = findLiveHub(ctx.services).follow(since > 0 ? since : null, ended);
    for await (const tick of ticks) yield tracked(String(tick.overview.at), tick);
  }),
});
