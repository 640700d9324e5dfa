import { addServer } from '../../../domain/serverAddress.ts';

/**
 * Loads the same page, in the same range, of another server: nothing of this one may stay. A checkpoint that is open is this
 * one's.
 */
export function goToServer(path: string, server: string): void {
  const params = new URLSearchParams(window.location.search);
  for (const name of ['server', 'id']) params.delete(name);
  window.location.assign(addServer(params.size === 0 ? path : `${path}?${params.toString()}`, server));
}
