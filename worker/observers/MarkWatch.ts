import { findMarks, type FoundMark } from '../../domain/marks.ts';
import type { ObserverView } from '../../domain/observerView.ts';

/** Finds what changed on a server from one view to the next, those of an earlier run among them. */
export class MarkWatch {
  private seen: ObserverView | null = null;

  /** `view`: the last one of an earlier run. */
  resume(view: ObserverView | null): void {
    this.seen = view;
  }

  take(view: ObserverView): readonly FoundMark[] {
    // Before the first answer a view holds nothing to compare.
    if (view.settings === null || view.sample === null) return [];
    const found = findMarks(this.seen, view);
    this.seen = view;
    return found;
  }
}
