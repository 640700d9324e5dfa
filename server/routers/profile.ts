import { setProfile } from '../actions/setProfile.ts';
import { object, oneOf } from '../inputs.ts';
import { PROFILE_NAMES } from '../../domain/profiles.ts';
import { pipelineMutation, router } from '../trpc.ts';

export const profileRouter = router({
  /** Only on the embedded server. */
  set: pipelineMutation
    .input(object({ profile: oneOf(PROFILE_NAMES) }))
    .mutation(({ ctx, input }) => setProfile(ctx.services, input.profile)),
});
