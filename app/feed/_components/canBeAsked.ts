import { MAX_MINT_CHARACTERS } from '../../../domain/tokenColumns.ts';

/** Whether the server accepts a text to search for: an address may hold anything, a field of a page cannot. */
export const canBeAsked = (text: string): boolean =>
  text.length <= MAX_MINT_CHARACTERS && !text.includes('\0');
