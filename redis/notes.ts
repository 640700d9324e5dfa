import type { MarkEvent } from '../domain/marks.ts';
import type { History } from './history.ts';

/** A person's own mark, of now. `text`: as parseNote gives it. */
export async function appendNote(history: History, text: string): Promise<MarkEvent> {
  const mark: MarkEvent = { at: Date.now(), value: { kind: 'note', text } };
  await history.appendEvent('marks', mark);
  return mark;
}
