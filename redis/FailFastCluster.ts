import { Cluster, type ClusterNode } from 'ioredis';

export type ClusterClientOptions = NonNullable<ConstructorParameters<typeof Cluster<'legacy'>>[1]>;

/**
 * A cluster's client that answers in time. ioredis queues for ever what is asked while no node can be reached; here it
 * fails after `commandTimeoutMs`, and at once when connecting has failed before. One node that is away is another matter:
 * its commands are tried again for about two seconds, as ioredis does it.
 */
export class FailFastCluster extends Cluster {
  private readonly commandTimeoutMs: number;
  private away = false;

  constructor(nodes: ClusterNode[], options: ClusterClientOptions, commandTimeoutMs: number) {
    super(nodes, options);
    this.commandTimeoutMs = commandTimeoutMs;
    this.on('close', () => (this.away = true));
    this.on('ready', () => (this.away = false));
  }

  override sendCommand(...[command, ...how]: Parameters<Cluster['sendCommand']>): unknown {
    if (this.away && this.status !== 'ready') {
      command.reject(new Error('No node of the cluster can be reached'));
      return command.promise;
    }
    command.setTimeout(this.commandTimeoutMs);
    return super.sendCommand(command, ...how);
  }
}
