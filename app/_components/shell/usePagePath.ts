import { usePathname } from 'next/navigation';

/** The path in the address: the overview of a watched server has / there, and its own where the server draws it. */
export function usePagePath(): string {
  const path = usePathname();
  return path === '/watch' ? '/' : path;
}

/** The page of all watched servers: what concerns one of them is not shown there. */
export const SERVERS_PATH = '/servers';
