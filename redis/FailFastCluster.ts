import { Cluster, type ClusterNode } from 'ioredis';

export type ClusterClientOptions = NonNullable<ConstructorParameters<typeof Cluster<'legacy'>>[1]>;

type Sent = Parameters<Cluster['sendCommand']>;

/**
 * A cluster's client that answers in time. ioredis queues for ever what is asked while no node can be reached; here it
 * waits for the first attempt to connect, and fails together with it; later ones fail at once, until a node is back. One
 * node that is away is another matter: its commands are tried again for about two seconds, as ioredis does it.
 */
export class FailFastCluster extends Cluster {
  private readonly commandTimeoutMs: number;
  private away = false;
  private held: Sent[] = [];

  constructor(nodes: ClusterNode[], options: ClusterClientOptions, commandTimeoutMs: number) {
    super(nodes, options);
    this.commandTimeoutMs = commandTimeoutMs;
    this.on('ready', () => {
      this.away = false;
      for (const [command, ...how] of this.takeHeld())
        if (!command.isSettled) super.sendCommand(command, ...how);
    });
    this.on('close', () => {
      this.away = true;
      for (const [command] of this.takeHeld()) command.reject(createError());
    });
  }

  override sendCommand(...sent: Sent): unknown {
    const [command] = sent;
    command.setTimeout(this.commandTimeoutMs);
    // By CLUSTER INFO it finds out that it is ready.
    if (this.status === 'ready' || this.status === 'end' || command.name === 'cluster')
      return super.sendCommand(...sent);
    if (this.away) command.reject(createError());
    else this.held.push(sent);
    return command.promise;
  }

  private takeHeld(): Sent[] {
    const { held } = this;
    this.held = [];
    return held;
  }
}

const createError = (): Error => new Error('No node of the cluster can be reached');
