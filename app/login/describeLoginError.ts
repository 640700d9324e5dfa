/** A map and not an object: `error` comes from the address, and an object has `constructor` and `toString`, too. */
const SENTENCES: ReadonlyMap<unknown, string> = new Map([
  ['wrong', 'That is not the token.'],
  ['limit', 'Too many tries. Wait a minute and try again.'],
  ['open', 'No DASHBOARD_TOKEN is set: there is nothing to log in to.'],
  ['foreign', 'The form was sent from another site.'],
]);

/** `error`: as the address has it. Undefined where there is nothing to say. */
export const describeLoginError = (error: unknown): string | undefined => SENTENCES.get(error);
