'use client';

import { QueryClientProvider } from '@tanstack/react-query';
import { createTRPCClient, httpBatchStreamLink, httpSubscriptionLink, splitLink } from '@trpc/client';
import { type ReactNode, useState } from 'react';
import type { AppRouter } from '../../server/appRouter.ts';
import { addServer } from '../../domain/serverAddress.ts';
import { TRPCProvider } from './client.tsx';
import { createQueryClient } from './queryClient.ts';

interface TrpcProvidersProps {
  /** Which one is asked about; null: there is one only. */
  readonly server: string | null;
  readonly children: ReactNode;
}

/** The browser's side of tRPC: queries and mutations in batches, subscriptions as server-sent events. */
export function TrpcProviders({ server, children }: TrpcProvidersProps) {
  const url = addServer('/api/trpc', server);
  const [queryClient] = useState(createQueryClient);
  const [trpcClient] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [
        splitLink({
          condition: (operation) => operation.type === 'subscription',
          true: httpSubscriptionLink({ url }),
          false: splitLink({
            condition: (operation) => operation.context.urgent === true,
            // The next free connection is its own: a browser has few, and reads of a part that is away hold them.
            true: httpBatchStreamLink({
              url,
              maxItems: 1,
              fetch: (input, init) => fetch(input, { ...init, priority: 'high' } as RequestInit),
            }),
            // Each answer as it comes: a read that waits for a server that is away delays no other.
            false: httpBatchStreamLink({ url }),
          }),
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
