import { TallyClient, TallyError, type ClientOptions } from '@tally/client';
import { Latencies, type LatencySummary } from './latencies.js';
import { Listeners } from './listeners.js';
import { LiveCounter } from './live-counter.js';
import { lossOf, mergeLosses, type Loss } from './losses.js';
import { situation, type Situation } from './situation.js';

/** The status of the whole page. */
export interface Status {
  readonly situation: Situation;
  /** The number of presses that wait to be accepted. */
  readonly waiting: number;
  /** The time of the next attempt to send presses, in epoch milliseconds; null if nothing delays them. */
  readonly retryAt: number | null;
  /** The lost presses that the user has not confirmed. */
  readonly loss: Loss | undefined;
}

/** The page's client and its counters. */
export class Tally {
  readonly client: TallyClient;
  readonly #counters = new Map<string, LiveCounter>();
  readonly #latencies = new Latencies();
  readonly #latencyListeners = new Listeners();
  readonly #statusListeners = new Listeners();
  #latency: LatencySummary | undefined;
  #loss: Loss | undefined;
  #wasOpen = false;
  #status: Status;

  constructor(options: Pick<ClientOptions, 'httpUrl' | 'wsUrl'> & Partial<ClientOptions>) {
    this.client = new TallyClient({
      ...options,
      onOutcome: (outcome) => {
        const loss = lossOf(outcome);
        if (loss !== undefined) {
          this.#recordLoss(loss);
        }
      },
    });
    this.#status = this.#currentStatus();
    const changed = () => this.#changed();
    this.client.onConnection(changed);
    this.client.onPending(changed);
    this.client.onDelivery(changed);
    window.addEventListener('online', changed);
    window.addEventListener('offline', changed);
  }

  /** Returns the counter of an id, always the same object. */
  counter(id: string): LiveCounter {
    let counter = this.#counters.get(id);
    if (counter === undefined) {
      counter = new LiveCounter(id, this.client, (milliseconds) => this.#recordLatency(milliseconds));
      this.#counters.set(id, counter);
    }
    return counter;
  }

  /** Presses a counter. The status reports failures. */
  press(id: string, delta: number): void {
    this.counter(id)
      .press(delta)
      .catch((rejected: unknown) => {
        if (!(rejected instanceof TallyError)) {
          throw rejected;
        }
        const kind = rejected.code === 'queue-full' ? 'full' : 'refused';
        this.#recordLoss({ kind, presses: Math.abs(delta), mayHaveBeenCounted: false, detail: rejected.message });
      });
  }

  readonly status = (): Status => this.#status;
  readonly onStatus = (listener: () => void): (() => void) => this.#statusListeners.add(listener);
  readonly latency = (): LatencySummary | undefined => this.#latency;
  readonly onLatency = (listener: () => void): (() => void) => this.#latencyListeners.add(listener);

  forgetLoss(): void {
    this.#loss = undefined;
    this.#changed();
  }

  #recordLoss(loss: Loss): void {
    this.#loss = mergeLosses(this.#loss, loss);
    this.#changed();
  }

  #recordLatency(milliseconds: number): void {
    this.#latencies.add(milliseconds);
    this.#latency = this.#latencies.summary;
    this.#latencyListeners.notify();
  }

  #changed(): void {
    this.#status = this.#currentStatus();
    this.#statusListeners.notify();
  }

  #currentStatus(): Status {
    const { connection, delivery } = this.client;
    this.#wasOpen ||= connection === 'open';
    let waiting = 0;
    for (const { clicks, sum } of this.client.allPending().values()) {
      waiting += Math.max(clicks, Math.abs(sum));
    }
    return {
      situation: situation({ connection, delivery, online: navigator.onLine, wasOpen: this.#wasOpen }),
      waiting,
      retryAt: delivery.retryAt,
      loss: this.#loss,
    };
  }
}
