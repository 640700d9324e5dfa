const MARKERS = [
  'checkpoint complete',
  'restartpoint complete',
  'checkpoint starting:',
  'restartpoint starting:',
  'checkpoint skipped ',
  'skipping restartpoint, ',
  'checkpoints are occurring too frequently',
] as const;

export interface Marker {
  readonly text: string;
  readonly index: number;
}

/** The first words in a text with which a message about a checkpoint begins. */
export function findMarker(text: string): Marker | null {
  if (!text.includes('point')) return null;
  let first: Marker | null = null;
  for (const marker of MARKERS) {
    const index = text.indexOf(marker);
    if (index !== -1 && (first === null || index < first.index)) first = { text: marker, index };
  }
  return first;
}

export const hasMarker = (text: string): boolean => findMarker(text) !== null;
