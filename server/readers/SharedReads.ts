/** So many at once for each key: in slow moments another read would only make all of them slower. */
const MOST_AT_ONCE = 4;

interface Runs<T> {
  running: number;
  /** Begins when one of those that run has ended; for all who came meanwhile. */
  next: { readonly promise: Promise<T>; readonly start: () => void } | null;
}

/**
 * A few reads at a time for each key. Who asks while so many run shares the one that begins next, so that no answer is
 * older than its question, and many askers cost as much as a few.
 */
export class SharedReads<T> {
  private readonly runsOf = new Map<string, Runs<T>>();

  read(key: string, read: () => Promise<T>): Promise<T> {
    const runs = this.runsOf.get(key) ?? { running: 0, next: null };
    this.runsOf.set(key, runs);
    if (runs.running < MOST_AT_ONCE) return this.start(key, runs, read);
    runs.next ??= this.plan(key, runs, read);
    return runs.next.promise;
  }

  private plan(key: string, runs: Runs<T>, read: () => Promise<T>): NonNullable<Runs<T>['next']> {
    let start = (): void => undefined;
    const promise = new Promise<T>((resolve) => {
      start = () => resolve(this.start(key, runs, read));
    });
    return { promise, start };
  }

  private start(key: string, runs: Runs<T>, read: () => Promise<T>): Promise<T> {
    runs.running++;
    const end = (): void => {
      runs.running--;
      const { next } = runs;
      runs.next = null;
      next?.start();
      if (runs.running === 0) this.runsOf.delete(key);
    };
    const result = read();
    result.then(end, end);
    return result;
  }
}
