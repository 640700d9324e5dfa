import type { TokenUpdate } from '../../domain/tokenColumns.ts';

/** One way to bring updates of rows into PostgreSQL, as a service would use it. */
export interface ReferenceArm {
  /** Takes what one poll brought; resolves when the caller may go on: the arm says that it has all of it. */
  accept(updates: readonly TokenUpdate[]): Promise<void>;
  /** Writes down what it holds, what an earlier process left among it. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

export interface ArmServers {
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

export type CreateArm = (servers: ArmServers) => Promise<ReferenceArm>;
