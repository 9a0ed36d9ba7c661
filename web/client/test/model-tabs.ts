import { vi } from 'vitest';
import type { ClickStorage, ClientOptions, LiveMode, TallyClient } from '../src/index.js';
import type { ModelSocket } from './model-connections.js';
import { MemoryStorage, pass, seeded, START } from './platform.js';

/** The modes of a counter: pushes, reads, and the return from reads to pushes. */
export const MODES: readonly LiveMode[] = [
  { mode: 'push' },
  { mode: 'poll', everyMilliseconds: 2_000 },
  { mode: 'poll', everyMilliseconds: 5_000 },
  { mode: 'push', probability: 0.1, everyMilliseconds: 2_000 },
];

/** A tab with its client. */
export interface Tab {
  client: TallyClient;
  events: EventTarget;
  online: boolean;
}

/** The stack of a simulation. */
export interface TabStack {
  readonly fetch: typeof fetch;
  isUnreliable: boolean;
  live: LiveMode;
  socketClass(): new () => ModelSocket;
  unstall(): void;
}

/** The storage as one tab uses it. The other tabs receive an event for each removed entry, and for each kept one on request. */
class TabStorage implements ClickStorage {
  constructor(
    readonly shared: MemoryStorage,
    readonly onRemoved: (key: string) => void,
    readonly onKept: (key: string) => void,
  ) {}

  get length(): number {
    return this.shared.length;
  }

  key(index: number): string | null {
    return this.shared.key(index);
  }

  getItem(key: string): string | null {
    return this.shared.getItem(key);
  }

  setItem(key: string, value: string): void {
    this.shared.setItem(key, value);
    this.onKept(key);
  }

  removeItem(key: string): void {
    this.shared.removeItem(key);
    this.onRemoved(key);
  }
}

/** Tabs with one storage and a stack. All that is random follows from the seed. */
export abstract class TabSimulation<S extends TabStack, T extends Tab> {
  abstract readonly stack: S;
  readonly faults: string[] = [];
  protected readonly random: () => number;
  protected readonly storage = new MemoryStorage();
  protected readonly tabs: T[] = [];

  protected constructor(seed: number) {
    vi.useFakeTimers({ now: START, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    this.random = seeded(seed);
  }

  /** Begins or ends the poll mode, or a return from it. */
  protected changeMode(): void {
    this.stack.live = this.pick(MODES);
  }

  /** Ends all faults, and waits until everything is counted and the receipts of repeated sends are let go. */
  async drain(milliseconds: number): Promise<void> {
    this.stack.isUnreliable = false;
    this.stack.unstall();
    this.tabs.forEach((tab) => this.setOnline(tab, true));
    await pass(milliseconds);
  }

  close(): void {
    this.tabs.forEach(({ client }) => client.close());
  }

  /** Returns the options of a tab's client. */
  protected options(tab: T, events: EventTarget, notifiesKept: boolean): ClientOptions & { events: EventTarget } {
    const notify = (key: string) => this.#notifyOthers(events, key);
    return {
      httpUrl: 'http://tally.test',
      wsUrl: 'ws://tally.test/ws',
      fetch: (input, init) => (tab.online ? this.stack.fetch(input, init) : Promise.reject(new TypeError('offline'))),
      WebSocket: this.stack.socketClass(),
      storage: new TabStorage(this.storage, notify, notifiesKept ? notify : () => {}),
      events,
      random: this.random,
      isOnline: () => tab.online,
      onError: (error) => this.faults.push(error.message),
    };
  }

  protected setOnline(tab: T, online: boolean): void {
    if (tab.online !== online) {
      tab.online = online;
      tab.events.dispatchEvent(new Event(online ? 'online' : 'offline'));
    }
  }

  protected pick<V>(from: readonly V[]): V {
    return from[Math.floor(this.random() * from.length)]!;
  }

  #notifyOthers(events: EventTarget, key: string): void {
    for (const { events: other } of this.tabs) {
      if (other !== events) {
        const event = Object.assign(new Event('storage'), { key, newValue: null });
        setTimeout(() => other.dispatchEvent(event), this.random() * 10);
      }
    }
  }
}
