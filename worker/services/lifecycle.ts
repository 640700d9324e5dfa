import type { Logger } from 'pino';

/** Stops what was started, newest first; an error in one does not keep the others from stopping. */
export class Lifecycle {
  private readonly logger: Logger;
  private readonly stops: { readonly name: string; readonly stop: () => Promise<unknown> }[] = [];

  constructor(logger: Logger) {
    this.logger = logger;
  }

  /** The creator of a resource registers its stop. */
  add(name: string, stop: () => Promise<unknown>): void {
    this.stops.push({ name, stop });
  }

  async stop(): Promise<void> {
    for (let entry = this.stops.pop(); entry !== undefined; entry = this.stops.pop()) {
      try {
        await entry.stop();
      } catch (error: unknown) {
        this.logger.error({ err: error }, `Stopping ${entry.name} failed`);
      }
    }
  }
}
