interface Run<T> {
  readonly current: Promise<T>;
  /** Begins when `current` has ended; for all who came meanwhile. */
  next: Promise<T> | null;
}

/**
 * One read at a time for each key. Who asks while one runs shares the one after it, so that no answer is older than its
 * question, and many askers cost as much as one.
 */
export class SharedReads<T> {
  private readonly runs = new Map<string, Run<T>>();

  read(key: string, read: () => Promise<T>): Promise<T> {
    const run = this.runs.get(key);
    if (run === undefined) return this.start(key, read);
    run.next ??= run.current.then(
      () => this.start(key, read),
      () => this.start(key, read),
    );
    return run.next;
  }

  private start(key: string, read: () => Promise<T>): Promise<T> {
    const current = read();
    const run: Run<T> = { current, next: null };
    this.runs.set(key, run);
    const forget = (): void => {
      if (run.next === null) this.runs.delete(key);
    };
    current.then(forget, forget);
    return current;
  }
}
