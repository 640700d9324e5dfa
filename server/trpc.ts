import { initTRPC, TRPCError } from '@trpc/server';
import { ZodError } from 'zod';
import { FOREIGN, LOG_IN } from './access/refusals.ts';
import type { Context } from './context.ts';
import { describeIssues } from './describeInput.ts';
import { logUnexpected } from './logUnexpected.ts';
import { isPipeline } from './services.ts';
import { UnavailableError } from './unavailable.ts';

export const UNEXPECTED = 'Something went wrong on the server; its log says what';
const NO_JSON = 'The request is not valid JSON';
const NOT_JSON = Symbol('not JSON');
/** Below the time after which the client takes the stream for dead and connects again. */
const PING_MS = 5_000;
const RECONNECT_AFTER_MS = 15_000;

const t = initTRPC.context<Context>().create({
  isDev: false,
  sse: {
    ping: { enabled: true, intervalMs: PING_MS },
    client: { reconnectAfterInactivityMs: RECONNECT_AFTER_MS },
  },
  // A request that is no valid JSON never reaches a procedure.
  errorFormatter: ({ shape, error }) =>
    error.code === 'PARSE_ERROR' ? { ...shape, message: NO_JSON } : shape,
});

/** The part of an error that a caller may know. `input`: as it came. */
export function toPublicError(error: unknown, input: unknown): TRPCError {
  const cause = error instanceof TRPCError && error.cause !== undefined ? error.cause : error;
  if (cause instanceof ZodError) {
    return new TRPCError({ code: 'BAD_REQUEST', message: describeIssues(cause.issues, input) });
  }
  if (cause instanceof UnavailableError) {
    return new TRPCError({ code: 'SERVICE_UNAVAILABLE', message: cause.message });
  }
  // Thrown on purpose: such an error has no cause.
  if (error instanceof TRPCError && error.cause === undefined) return error;
  logUnexpected(cause);
  return new TRPCError({ code: 'INTERNAL_SERVER_ERROR', message: UNEXPECTED });
}

const mapErrors = t.middleware(async ({ next, getRawInput }) => {
  const result = await next();
  if (result.ok) return result;
  // The input is parsed when a procedure asks for it.
  const input = await getRawInput().catch(() => NOT_JSON);
  if (input === NOT_JSON) throw new TRPCError({ code: 'PARSE_ERROR', message: NO_JSON });
  throw toPublicError(result.error, input);
});

const refuseStrangers = t.middleware(({ ctx, next }) => {
  if (!ctx.granted) throw new TRPCError({ code: 'UNAUTHORIZED', message: LOG_IN });
  return next();
});

const NO_PIPELINE = 'This dashboard watches servers and has no pipeline';
const needPipeline = t.middleware(({ ctx: { services }, next }) => {
  if (!isPipeline(services)) throw new TRPCError({ code: 'NOT_FOUND', message: NO_PIPELINE });
  return next({ ctx: { services } });
});

const refuseForeign = t.middleware(({ ctx, next }) => {
  if (ctx.foreign) {
    throw new TRPCError({
      code: 'FORBIDDEN',
      message: `${FOREIGN}: nothing was changed`,
    });
  }
  return next();
});

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;
/** Reads. */
export const query = t.procedure.use(mapErrors).use(refuseStrangers);
/** Changes something: only for pages of this origin. */
export const mutation = query.use(refuseForeign);
/** For what only a pipeline has. */
export const pipelineQuery = query.use(needPipeline);
export const pipelineMutation = mutation.use(needPipeline);
