import { MAX_SEARCH_CHARACTERS } from '../../_components/ui/SearchField.tsx';

/** Whether the server takes a text to look for: an address may hold anything, a field of a page cannot. */
export const canBeAsked = (text: string): boolean =>
  text.length <= MAX_SEARCH_CHARACTERS && !text.includes('\0');
