/** `what`: the log, as the sentence begins. */
export const describeTooLarge = (what: string, maxBytes: number): string =>
  `${what} is larger than ${maxBytes / 1024 ** 3} GB, the most that is read of one log`;
