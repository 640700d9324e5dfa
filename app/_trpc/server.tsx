import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query';
import { notFound } from 'next/navigation';
import { cache, type ReactNode } from 'react';
import { appRouter } from '../../server/appRouter.ts';
import { createContext } from '../../server/context.ts';
import { getServices } from '../../server/services.ts';
import { createQueryClient } from './queryClient.ts';

/** The same for all components of one request. */
export const getQueryClient = cache(createQueryClient);

/** For server components: calls procedures in the process. Prefetch with `getQueryClient().prefetchQuery(…)`. */
export const trpc = createTRPCOptionsProxy({
  ctx: () => createContext(),
  router: appRouter,
  queryClient: getQueryClient,
});

/** Hands what was prefetched to the browser's query client. */
export function HydrateClient({ children }: { readonly children: ReactNode }) {
  return <HydrationBoundary state={dehydrate(getQueryClient())}>{children}</HydrationBoundary>;
}

/** A page of the pipeline is not there where servers are watched. */
export function requirePipeline(): void {
  if (!getServices().system.pipeline) notFound();
}

export const hasPipeline = (): boolean => getServices().system.pipeline;

/** Where buffers may be. */
export function requireBuffers(): void {
  if (!getServices().system.buffers) notFound();
}

/** And the other way round. */
export function requireWatch(): void {
  if (getServices().system.pipeline) notFound();
}
