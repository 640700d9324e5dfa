import type pg from 'pg';
import type { CheckpointRelations, NotCounted } from '../domain/checkpointRelations.ts';
import type { CheckpointStatements } from '../domain/checkpointStatements.ts';
import type { CheckpointRecord } from '../domain/checkpoints.ts';
import type { ServerFacts } from '../domain/postgres.ts';
import { estimateRelations, fitToPages, withActivity } from './estimateRelations.ts';
import { LookCost } from './LookCost.ts';
import { orRefused } from './orRefused.ts';
import { StatementWatch } from './StatementWatch.ts';
import { type DirtyRelations, readDirtyRelations } from './statements/readDirtyRelations.ts';
import { type Changes, subtractCounters, type TableTotals } from './tableChanges.ts';
import { readDatabaseChanges, readTableCounters } from './statements/readTableCounters.ts';

/** A look may take at most this share of the time since the one before: of the cycle, since there is one for each checkpoint. */
const SHARE = 1 / 100;
/** A look that takes longer is given up: checkpoints are not polled meanwhile. */
const TIMEOUT_MS = 1_000;
/** The first one, when a connection begins: the server may not have its catalogs at hand. */
const FIRST_TIMEOUT_MS = 2_000;

interface Culprits {
  readonly relations: CheckpointRelations | null;
  readonly statements: CheckpointStatements | null;
}

/** Which tables and statements fill each checkpoint: looked at once when it begins, kept until it has ended. */
export class RelationWatch {
  private readonly countCost = new LookCost();
  private readonly counterCost = new LookCost();
  private totals: TableTotals | null = null;
  private systemIdentifier: string | null = null;
  /** The connection whose base is known. */
  private prepared: pg.Client | null = null;
  /** Of the one that runs. */
  private pending: Culprits | null = null;
  private readonly statements = new StatementWatch();
  private readonly countShare: number;
  private readonly statementShare: number;

  constructor({
    countShare = SHARE,
    statementShare = SHARE,
  }: { readonly countShare?: number; readonly statementShare?: number } = {}) {
    this.countShare = countShare;
    this.statementShare = statementShare;
  }

  /**
   * Once for each connection: another server may be behind it, a promoted standby too. Reads what changes are counted from.
   */
  async prepare(client: pg.Client, { systemIdentifier }: ServerFacts): Promise<void> {
    if (this.prepared === client) return;
    if (this.systemIdentifier !== systemIdentifier) this.pending = null;
    this.statements.forget();
    this.totals = null;
    this.totals = await orRefused(readTotals(client, FIRST_TIMEOUT_MS));
    this.systemIdentifier = systemIdentifier;
    this.prepared = client;
  }

  /** A checkpoint was just seen to run; `joined`: since before observation began, so that part of its pages is written. */
  async start(
    client: pg.Client,
    facts: ServerFacts,
    { joined }: { readonly joined: boolean },
  ): Promise<void> {
    const counted = joined ? 'not-seen' : await this.count(client, facts);
    const changes = await this.readChanges(client);
    const relations =
      typeof counted === 'string'
        ? estimateRelations(changes, counted)
        : { source: 'counted' as const, notCounted: null, ...withActivity(counted, changes) };
    this.pending = { relations, statements: await this.readStatements(client, facts) };
  }

  /**
   * The record with its tables and statements, as far as they are known. Never rejects: a connection that broke shows at the
   * next poll.
   */
  async close(client: pg.Client, facts: ServerFacts, record: CheckpointRecord): Promise<CheckpointRecord> {
    const { pending } = this;
    this.pending = null;
    if (record.skipped) return record;
    const { relations, statements } = pending ?? (await this.readUnseen(client, facts));
    // Counters began anew with the server, and what it wrote was replayed from WAL.
    if (record.cause === 'end-of-recovery') return record;
    return {
      ...record,
      ...(relations !== null && { relations: fitToPages(relations, record.buffers) }),
      ...(statements !== null && { statements }),
    };
  }

  /** Of one that was over before it was seen to run. */
  private async readUnseen(client: pg.Client, facts: ServerFacts): Promise<Culprits> {
    try {
      const relations = estimateRelations(await this.readChanges(client), 'not-seen');
      return { relations, statements: await this.readStatements(client, facts) };
    } catch {
      return { relations: null, statements: null };
    }
  }

  private readStatements(client: pg.Client, facts: ServerFacts): Promise<CheckpointStatements | null> {
    return this.statements.look(client, facts, {
      share: this.statementShare,
      timeoutMs: TIMEOUT_MS,
    });
  }

  private async count(client: pg.Client, facts: ServerFacts): Promise<DirtyRelations | NotCounted> {
    const { dirtyPages: how, dirtyView: view } = facts;
    if (how !== 'summary' && how !== 'view') return how;
    if (view == null) return 'not-allowed';
    if (!this.countCost.isDue(this.countShare)) return 'too-costly';
    const counted = await orRefused(
      this.countCost.measure(() => readDirtyRelations(client, view, TIMEOUT_MS)),
    );
    return counted ?? 'refused';
  }

  /** Since the last time; null where that is not known. */
  private async readChanges(client: pg.Client): Promise<Changes | null> {
    if (!this.counterCost.isDue(SHARE)) return null;
    const totals = await orRefused(this.counterCost.measure(() => readTotals(client, TIMEOUT_MS)));
    const before = this.totals;
    this.totals = totals;
    return totals === null || before === null ? null : subtractCounters(totals, before);
  }
}

const readTotals = async (client: pg.Client, timeoutMs: number): Promise<TableTotals> => ({
  tables: await readTableCounters(client, timeoutMs),
  databases: await readDatabaseChanges(client),
});
