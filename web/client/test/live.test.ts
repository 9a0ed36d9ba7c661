import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { includes, TallyClient, type Accepted, type Total, type TallyError } from '../src/index.js';

const httpUrl = process.env['TALLY_HTTP_URL'];
const wsUrl = process.env['TALLY_WS_URL'];
const isSetUp = Boolean(httpUrl && wsUrl);

if (!isSetUp) {
  console.warn('SKIPPED: the tests against a real server. Set TALLY_HTTP_URL and TALLY_WS_URL to run them.');
}

/** Every WebSocket of the clients, so that a test can close it without the client. */
const sockets: WebSocket[] = [];

class RecordedSocket extends WebSocket {
  constructor(url: string) {
    super(url);
    sockets.push(this);
  }
}

const clients: TallyClient[] = [];
const errors: TallyError[] = [];

function client(): TallyClient {
  const made = new TallyClient({
    httpUrl: httpUrl!,
    wsUrl: wsUrl!,
    WebSocket: RecordedSocket,
    storage: null,
    onError: (error) => errors.push(error),
  });
  clients.push(made);
  return made;
}

afterEach(() => {
  clients.splice(0).forEach((made) => made.close());
  sockets.length = 0;
  errors.length = 0;
});

/** Returns the id of a new counter. */
function freshCounter(): string {
  return `client-test-${Date.now()}-${Math.floor(Math.random() * 1e6)}`;
}

async function until(condition: string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!holds()) {
    if (Date.now() > deadline) {
      throw new Error(`not within 20 s: ${condition}`);
    }
    await sleep(20);
  }
}

describe.skipIf(!isSetUp)('against a real server', { timeout: 60_000 }, () => {
  test('press_25Times_bothClientsSeeTheFinalCount', async () => {
    const counter = freshCounter();
    const [presser, viewer] = [client(), client()];
    const last = new Map<string, Total>();
    presser.subscribe(counter, (total) => last.set('presser', total));
    viewer.subscribe(counter, (total) => last.set('viewer', total));
    await until('a first total at both', () => last.size === 2);
    const outcomes = await Promise.all(Array.from({ length: 25 }, () => presser.press(counter)));
    expect(outcomes.every(({ outcome }) => outcome === 'accepted')).toBe(true);
    expect(new Set(outcomes).size).toBe(1);
    await until('25 at both', () => last.get('presser')?.count === 25 && last.get('viewer')?.count === 25);
    expect(includes(last.get('viewer')!, outcomes[0] as Accepted)).toBe(true);
    await expect.poll(async () => (await viewer.get(counter)).count, { timeout: 10_000 }).toBe(25);
    expect(viewer.pending(counter).clicks).toBe(0);
    expect(errors).toEqual([]);
  });

  test('subscribe_socketIsCut_reconnectsAndCatchesUp', async () => {
    const counter = freshCounter();
    const [presser, viewer] = [client(), client()];
    let total: Total | undefined;
    viewer.subscribe(counter, (newer) => (total = newer));
    await until('a first total', () => total !== undefined);
    const socket = sockets.at(-1)!;
    const lost = new Promise<void>((resolve) => viewer.onConnection((state) => state === 'waiting' && resolve()));
    socket.terminate();
    await lost;
    await presser.press(counter, 7);
    await until('7 after the reconnect', () => total?.count === 7);
    expect(sockets).toHaveLength(2);
    expect(viewer.connection).toBe('open');
  });
});
