import { defaultShouldDehydrateQuery, QueryClient } from '@tanstack/react-query';

/** One per request on the server, one per page load in the browser. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // Data that the server rendered is not read again at once; streamed data comes by the live stream.
      queries: { staleTime: 30_000, refetchOnWindowFocus: false },
      dehydrate: {
        // Pending ones too: the server streams their data when they have it.
        shouldDehydrateQuery: (query) =>
          defaultShouldDehydrateQuery(query) || query.state.status === 'pending',
      },
    },
  });
}
