import { afterEach, describe, expect, test, vi } from 'vitest';
import { TallyClient, type ClickOutcome } from '../src/index.js';
import { ModelStack } from './model-stack.js';
import { TabSimulation, type Tab } from './model-tabs.js';
import { EPOCH, FakeSocket, json, pass, platform, RECEIPT } from './platform.js';

afterEach(() => vi.useRealTimers());

const MINUTE = 60_000;
const SEEDS = Array.from({ length: Number(process.env['SEEDS'] ?? 100) }, (_, seed) => seed);

interface OwnTab extends Tab {
  shown: number;
}

/** Two tabs with one storage, other clients, and a stack. The next event is random. */
class Simulation extends TabSimulation<ModelStack, OwnTab> {
  readonly stack: ModelStack;
  readonly outcomes: ClickOutcome[] = [];
  readonly #deltas: readonly number[];

  constructor(seed: number, deltas: readonly number[]) {
    super(seed);
    this.#deltas = deltas;
    this.stack = new ModelStack(this.random, seed % 2 === 0);
    for (let index = 0; index < 2; index++) {
      const tab = { online: true, shown: NaN } as OwnTab;
      this.#load(tab);
      this.tabs.push(tab);
    }
  }

  async step(): Promise<void> {
    const tab = this.pick(this.tabs);
    const event = this.random();
    if (event < 0.45) {
      void tab.client.press('likes', this.pick(this.#deltas));
    } else if (event < 0.75) {
      this.stack.accept(`other-${Math.floor(this.random() * 1e6)}`.padEnd(20, '0'), this.pick(this.#deltas));
    } else if (event < 0.85) {
      this.stack.stall(this.random() * 10 * MINUTE);
    } else if (event < 0.88) {
      this.stack.cut();
    } else if (event < 0.93) {
      this.setOnline(tab, !tab.online);
    } else if (event < 0.96) {
      tab.client.close();
      this.#load(tab);
    } else if (event < 0.97) {
      this.stack.restart(this.random() * 5_000);
    } else {
      this.changeMode();
    }
    await pass(this.random() < 0.9 ? this.random() * 500 : this.random() * 20_000);
    if (this.random() < 0.02) {
      this.tabs.forEach((each) => this.setOnline(each, true));
      await pass(this.random() * 5 * MINUTE);
    }
  }

  /** Returns the shown numbers and the counts of pending clicks. */
  results(): unknown[] {
    return this.tabs.map(({ client, shown }) => [shown, client.allPending().size]);
  }

  #load(tab: OwnTab): void {
    const events = new EventTarget();
    let epoch = '';
    const client = new TallyClient({
      ...this.options(tab, events, false),
      onOutcome: (outcome) => this.outcomes.push(outcome),
    });
    Object.assign(tab, { client, events, shown: NaN });
    client.subscribe('likes', (total, shown) => {
      if (total.epoch === epoch && this.#deltas.every((delta) => delta > 0)) {
        this.#check(total.epoch, shown, tab.shown);
      }
      epoch = total.epoch;
      tab.shown = shown;
    });
  }

  #check(epoch: string, shown: number, before: number): void {
    if (shown < before) {
      this.faults.push(`the number fell from ${before} to ${shown}`);
    }
    const pending = this.tabs.reduce((sum, { client }) => sum + client.pending('likes').sum, 0);
    const most = this.stack.count + this.stack.queued + pending;
    if (epoch === this.stack.epoch && shown > most) {
      this.faults.push(`the number is ${shown}, but all clicks are ${most}`);
    }
  }
}

describe('any interleaving', { timeout: 5 * MINUTE }, () => {
  test.each([
    ['increments', [1, 1, 1, 2, 5]],
    ['upsAndDowns', [1, -1, 3, -2]],
  ])('shown_%s_neverFallsByItselfAndEndsExact', async (_, deltas) => {
    for (const seed of SEEDS) {
      const simulation = new Simulation(seed, deltas);
      for (let step = 0; step < 150; step++) {
        await simulation.step();
      }
      await simulation.drain(20 * MINUTE);
      const { count } = simulation.stack;
      expect(simulation.faults, `seed ${seed}`).toEqual([]);
      expect(simulation.results(), `seed ${seed}`).toEqual([
        [count, 0],
        [count, 0],
      ]);
      simulation.close();
    }
  });
});

describe('subscribe', () => {
  /** Returns a client that shows `likes`, with a socket, and the shown numbers. */
  async function shownLikes(more: object = {}) {
    const parts = platform();
    const numbers: number[] = [];
    parts.client.subscribe('likes', (_, shown) => numbers.push(shown));
    await pass(0);
    const socket = FakeSocket.last;
    socket.open();
    await pass(0);
    socket.total('likes', 1, { count: 10, ...more });
    return { ...parts, numbers, socket };
  }

  test('shown_pressesAndTotals_changesOncePerPress', async () => {
    const { client, numbers, socket } = await shownLikes();
    void client.press('likes');
    await pass(10);
    void client.press('likes', 2);
    expect(client.pending('likes')).toEqual({ clicks: 1, sum: 2 });
    await pass(200);
    socket.total('likes', 3, { count: 13, watermarks: { [RECEIPT.shard]: RECEIPT.sequence } });
    expect(numbers).toEqual([10, 11, 13, 13]);
  });

  test('shown_refusedPress_fallsBack', async () => {
    const { api, client, numbers } = await shownLikes();
    api.next.push(json(400, { type: 'urn:tally:problem:x', title: 'No' }));
    void client.press('likes');
    await pass(10);
    expect(numbers).toEqual([10, 11, 10]);
  });

  test('shown_closedWithAWaitingPress_doesNotChange', async () => {
    const { api, client, numbers } = await shownLikes();
    api.always = () => 'hang';
    void client.press('likes');
    await pass(10);
    client.close();
    await pass(100);
    expect(numbers).toEqual([10, 11]);
    expect(vi.getTimerCount()).toBe(0);
  });

  const SIXTEEN = Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`eu-west-1#${index + 1}`, '9']));
  const READING = { counter: 'likes', updatedAt: null, windows: { '1m': 0, '5m': 0, '10m': 0 }, watermarks: SIXTEEN };

  test.each<[string, Response | Error, number]>([
    ['counted', json(200, { ...READING, count: 14, epoch: EPOCH, version: 9 }), 14],
    ['notCounted', json(202, {}), 11],
    ['ofAnotherEpoch', json(409, {}), 10],
    ['unanswered', new TypeError('failed'), 11],
  ])('shown_receipt%sOnMoreThan16Shards_isAskedForOnce', async (_, answer, expected) => {
    const { api, client, numbers } = await shownLikes({ watermarks: SIXTEEN });
    void client.press('likes');
    await pass(1_000);
    api.next.push(answer);
    await pass(MINUTE);
    const asked = api.urls.slice(1).map((url) => new URL(url).searchParams.get('after'));
    expect(asked).toEqual([`${EPOCH}:${RECEIPT.shard}:${RECEIPT.sequence}`]);
    expect(numbers.at(-1)).toBe(expected);
    client.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
