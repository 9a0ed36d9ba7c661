import { afterEach, describe, expect, test, vi } from 'vitest';
import { TallyClient, type CounterView } from '../src/index.js';
import { boundsOf, kindOf, type VoteKind } from '../src/kinds.js';
import { ModelVotes } from './model-votes.js';
import { TabSimulation, type Tab } from './model-tabs.js';
import { pass } from './platform.js';

afterEach(() => vi.useRealTimers());

const MINUTE = 60_000;
const SEEDS = Array.from({ length: Number(process.env['SEEDS'] ?? 10) }, (_, seed) => seed);

interface OwnTab extends Tab {
  view: CounterView | undefined;
}

/**
 * Two tabs of one voter, or one tab with clear answers, other voters, and a stack. The next event is random. By the
 * seed, the device's clock is right, ahead or behind.
 */
class Simulation extends TabSimulation<ModelVotes, OwnTab> {
  readonly stack: ModelVotes;
  readonly #kind: VoteKind;
  readonly #isReliable: boolean;
  readonly #others: number;
  /** The error of the device's clock. */
  readonly #clockErrorMs: number;
  /** The value of the last vote, undefined after claps. */
  last: number | undefined = 0;

  constructor(seed: number, counter: string, isReliable = false) {
    super(seed);
    this.#kind = kindOf(counter) as VoteKind;
    this.#others = seed % 4 < 2 ? 0 : 3;
    this.#clockErrorMs = [0, 60 * MINUTE, -60 * MINUTE, MINUTE, 5.4 * MINUTE][seed % 5]!;
    this.stack = new ModelVotes(counter, this.random, seed % 2 === 0);
    this.#isReliable = isReliable;
    this.stack.isUnreliable = !isReliable;
    for (let index = 0; index < (isReliable ? 1 : 2); index++) {
      const tab = { online: true } as OwnTab;
      this.#load(tab);
      this.tabs.push(tab);
    }
  }

  async step(): Promise<void> {
    const tab = this.pick(this.tabs);
    const event = this.random();
    if (event < 0.5) {
      this.#vote(tab);
    } else if (event < 0.65 && this.#others > 0) {
      const voter = `other-${Math.floor(this.random() * this.#others)}`;
      this.stack.accept(voter, String(this.random()), this.#value());
    } else if (event < 0.72) {
      this.stack.stall(this.random() * (this.#others === 0 ? 5_000 : 50_000));
    } else if (event < 0.76) {
      this.stack.cut();
    } else if (event < 0.83 && !this.#isReliable) {
      this.setOnline(tab, !tab.online);
    } else if (event < 0.88 && !this.#isReliable) {
      tab.client.close();
      this.#load(tab);
    } else if (event < 0.92) {
      this.changeMode();
    }
    await pass(this.random() < 0.9 ? this.random() * 500 : this.random() * 20_000);
    if (this.random() < 0.02) {
      await pass(this.random() * 10 * MINUTE);
      this.tabs.forEach((each) => this.setOnline(each, true));
    }
  }

  /** Returns the own values, the shown counts, and the votes that are not accepted. */
  results(): unknown[] {
    return this.tabs.map(({ view, client }) => [view?.mine, view?.count, view?.pending, client.status().waiting]);
  }

  get own(): number {
    return this.stack.values.get(this.#voter) ?? 0;
  }

  get #voter(): string {
    return this.storage.getItem('tally:voter:http://tally.test') ?? '';
  }

  get entries(): string[] {
    return [...this.storage.entries.keys()].filter((key) => key.startsWith('tally:vote:'));
  }

  #vote({ client }: OwnTab): void {
    const counter = client.counter(this.stack.counter);
    if (this.#kind === 'clap' && this.random() < 0.7) {
      this.last = undefined;
      void counter.clap(1 + Math.floor(this.random() * 3));
    } else {
      this.last = this.#value();
      void counter.vote(this.last);
    }
  }

  #value(): number {
    const [least, most] = boundsOf(this.#kind);
    return least + Math.floor(this.random() * (most - least + 1));
  }

  #load(tab: OwnTab): void {
    const events = new EventTarget();
    const client = new TallyClient({
      ...this.options(tab, events, true),
      now: () => Date.now() + this.#clockErrorMs,
    });
    Object.assign(tab, { client, events, view: undefined });
    client.counter(this.stack.counter).subscribe((view) => {
      tab.view = view;
      this.#check(view);
    });
  }

  /**
   * Compares the numbers with the total of the same version. The stack knows the own value in it:
   *
   * - The own vote changes each number by at most its share, whether the total includes it or not.
   * - With one voter, the count is the own value, as long as the receipts of repeated sends are held.
   * - With one tab and clear answers, and after the first read, `mine` replaces the value in the total exactly.
   */
  #check({ count, up, down, voters, total, mine, pending }: CounterView): void {
    const [least, most] = boundsOf(this.#kind);
    if (this.#isReliable && mine !== undefined && total !== undefined && pending === 0) {
      const included = this.stack.published[total.version]?.get(this.#voter) ?? 0;
      if (count !== total.count - included + mine) {
        this.faults.push(`shown ${count} instead of ${total.count} - ${included} + ${mine}`);
      }
    }
    if (this.#others === 0 && mine !== undefined && count !== undefined && count !== mine) {
      this.faults.push(`shown ${count} instead of the own ${mine}`);
    }
    const differences = [
      [count, total?.count, most - least],
      [up, total?.up, 1],
      [down, total?.down, 1],
      [voters, total?.voters, 1],
    ] as const;
    for (const [shown, counted, share] of differences) {
      if (shown !== undefined && counted !== undefined && Math.abs(shown - counted) > share) {
        this.faults.push(`shown ${shown} instead of ${counted}`);
      }
    }
  }
}

describe('any interleaving of two tabs', { timeout: 5 * MINUTE }, () => {
  test.each(['like~a', 'updown~a', 'clap~a'])('votes_%s_endAsTheServersAndShowOneVote', async (counter) => {
    for (const seed of SEEDS) {
      const simulation = new Simulation(seed, counter);
      for (let step = 0; step < 120; step++) {
        await simulation.step();
      }
      await simulation.drain(10 * MINUTE);
      const { own, last, stack } = simulation;
      expect(simulation.faults, `seed ${seed}`).toEqual([]);
      expect(simulation.results(), `seed ${seed}`).toEqual([
        [own, stack.count, 0, 0],
        [own, stack.count, 0, 0],
      ]);
      expect(own, `seed ${seed}`).toBe(last ?? own);
      expect(simulation.entries, `seed ${seed}`).toEqual([]);
      simulation.close();
    }
  });

  test.each(['like~a', 'updown~a', 'clap~a'])('count_%sWithClearAnswers_isExact', async (counter) => {
    for (const seed of SEEDS) {
      const simulation = new Simulation(seed, counter, true);
      // The own value is read before the first vote.
      await pass(5_000);
      for (let step = 0; step < 120; step++) {
        await simulation.step();
      }
      expect(simulation.faults, `seed ${seed}`).toEqual([]);
      simulation.close();
    }
  });
});
