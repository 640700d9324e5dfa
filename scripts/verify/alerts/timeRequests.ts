import { Agent, get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const PAUSE_MS = 200;

/** Times `count` requests one after the other, on one connection that is kept, as Prometheus does; ms, sorted. */
export async function timeRequests(url: string, count: number): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const times: number[] = [];
  try {
    for (let i = 0; i < count; i++) {
      const startedAt = performance.now();
      await request(url, agent);
      times.push(performance.now() - startedAt);
      await delay(PAUSE_MS);
    }
  } finally {
    agent.destroy();
  }
  return times.sort((a, b) => a - b);
}

function request(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      response.resume();
      response.on('end', resolve);
      response.on('error', reject);
    }).on('error', reject);
  });
}
