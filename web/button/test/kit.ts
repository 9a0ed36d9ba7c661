import type { Counter, CounterView, Outcome, Total, VoteOutcome } from '@tally/client';
import type { Counters, TallyButton } from '../src/index.js';

/** Returns the total of a counter. */
export const total = (counter: string, count: number): Total => ({
  counter,
  count,
  epoch: 'eu-central-1.20261129-120000-000',
  version: count,
  updatedAt: null,
  minutes: {},
  viewers: 1,
  watermarks: {},
});

/** A counter without a server. */
export class FakeCounter {
  readonly id: string;
  readonly listeners = new Set<(view: CounterView) => void>();
  subscriptions = 0;
  presses = 0;
  readonly votes: number[] = [];
  claps = 0;
  outcome: Partial<Outcome> = { outcome: 'accepted' };

  constructor(id: string) {
    this.id = id;
  }

  readonly subscribe = (listener: (view: CounterView) => void): (() => void) => {
    this.listeners.add(listener);
    this.subscriptions++;
    return () => void this.listeners.delete(listener);
  };

  press = (): Promise<Outcome> => {
    this.presses++;
    return Promise.resolve(this.outcome as Outcome);
  };

  vote = (value: number): Promise<VoteOutcome> => {
    this.votes.push(value);
    return Promise.resolve(this.outcome as VoteOutcome);
  };

  clap = (): Promise<VoteOutcome> => {
    this.claps++;
    return Promise.resolve(this.outcome as VoteOutcome);
  };

  show(count: number | undefined, status: CounterView['status'] = 'live', pending = 0, mine?: number): void {
    const last = count === undefined ? undefined : total(this.id, count);
    const view: CounterView = {
      count,
      mine,
      up: undefined,
      down: undefined,
      voters: undefined,
      pending,
      viewers: last && 1,
      viewersAtLeast: last && false,
      live: last && { mode: 'push' },
      windows: undefined,
      status,
      total: last,
    };
    this.listeners.forEach((listener) => listener(view));
  }
}

/** A client without a server. */
export class FakeClient implements Counters {
  readonly counters = new Map<string, FakeCounter>();
  prepared = 0;

  counter(id: string): Counter {
    return this.fake(id) as unknown as Counter;
  }

  prepare(): void {
    this.prepared++;
  }

  fake(id: string): FakeCounter {
    const known = this.counters.get(id) ?? new FakeCounter(id);
    this.counters.set(id, known);
    return known;
  }
}

/** Adds a button to the page, and waits until it is subscribed. */
export async function addButton(
  client: Counters | undefined,
  attributes: Readonly<Record<string, string>> = { counter: 'likes' },
): Promise<TallyButton> {
  const button = document.createElement('tally-button');
  button.client = client;
  for (const [name, value] of Object.entries(attributes)) {
    button.setAttribute(name, value);
  }
  document.body.append(button);
  await settled();
  return button;
}

/** Waits for the updates that are scheduled now. */
export const settled = (): Promise<void> => new Promise((done) => setTimeout(done));

export const control = (button: TallyButton): HTMLElement => part(button, 'button');

/** Returns the name that screen readers get. */
export const nameOf = (button: TallyButton): string | null => button.shadowRoot!.querySelector('.unseen')!.textContent;

export function part(button: TallyButton, name: string): HTMLElement {
  const found = button.shadowRoot!.querySelector<HTMLElement>(`[part~=${name}]`);
  if (found === null) {
    throw new Error(`the button has no part ${name}`);
  }
  return found;
}
