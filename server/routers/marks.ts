import { addNote } from '../actions/addNote.ts';
import { note, object } from '../inputs.ts';
import { mutation, router } from '../trpc.ts';

export const marksRouter = router({
  /** A person's own. */
  add: mutation.input(object({ text: note })).mutation(({ ctx, input }) => addNote(ctx.services, input.text)),
});
