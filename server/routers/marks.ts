import { addNote } from '../actions/addNote.ts';
import { note, object, timeRange, wholeNumber } from '../inputs.ts';
import { readMarks } from '../readers/history.ts';
import { mutation, query, router } from '../trpc.ts';

export const marksRouter = router({
  /** Newest first. */
  list: query
    .input(object({ ...timeRange, limit: wholeNumber(1, 2_000) }))
    .query(({ ctx, input }) => readMarks(ctx.services, input)),
  /** A person's own. */
  add: mutation.input(object({ text: note })).mutation(({ ctx, input }) => addNote(ctx.services, input.text)),
});
