import type { ListedCheckpoint } from '../../../domain/checkpoints.ts';

export interface Mark {
  readonly text: string;
  /** Its figures are not those of one checkpoint, or not certain. */
  readonly doubtful: boolean;
}

/** What sets a checkpoint apart from an ordinary one. */
export function listMarks({ kind, skipped, merged, disagreement }: ListedCheckpoint): readonly Mark[] {
  const marks: Mark[] = [];
  if (kind === 'restartpoint') marks.push({ text: 'restartpoint', doubtful: false });
  if (skipped) marks.push({ text: merged > 1 ? `${merged} skipped` : 'skipped', doubtful: false });
  else if (merged > 1) marks.push({ text: `${merged} merged`, doubtful: true });
  if (disagreement !== null) marks.push({ text: 'log disagrees', doubtful: true });
  return marks;
}
