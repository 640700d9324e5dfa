/** One run at a time: a caller that comes while it lasts waits for the same one. */
export class SharedRun {
  private running: Promise<void> | null = null;

  join(run: () => Promise<void>): Promise<void> {
    this.running ??= run().finally(() => (this.running = null));
    return this.running;
  }
}
