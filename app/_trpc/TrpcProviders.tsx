'use client';

import { QueryClientProvider } from '@tanstack/react-query';
import { createTRPCClient, httpBatchStreamLink, httpSubscriptionLink, splitLink } from '@trpc/client';
import { type ReactNode, useState } from 'react';
import type { AppRouter } from '../../server/appRouter.ts';
import { TRPCProvider } from './client.tsx';
import { createQueryClient } from './queryClient.ts';

const URL = '/api/trpc';

/** The browser's side of tRPC: queries and mutations in batches, subscriptions as server-sent events. */
export function TrpcProviders({ children }: { readonly children: ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  const [trpcClient] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [
        splitLink({
          condition: (operation) => operation.type === 'subscription',
          true: httpSubscriptionLink({ url: URL }),
          // Each answer as it comes: a read that waits for a server that is away delays no other.
          false: httpBatchStreamLink({ url: URL }),
        }),
      ],
    }),
  );
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
