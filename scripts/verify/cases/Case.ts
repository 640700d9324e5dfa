/** The expected outcome of one file of a directory of cases. */
export interface Case {
  /** Its number and the beginning of its name: cases are known by both. */
  readonly name: string;
  /** Tries the file. Resolves with what is wrong, in a few words; null: it came out right. @throws as what it tries. */
  readonly check: (file: string) => Promise<string | null>;
}
