import {
  TallyClient,
  TallyError,
  type ClientOptions,
  type Counter,
  type Outcome,
  type Total,
  type VoteOutcome,
} from '@tally/client';
import { Latencies, type LatencySummary } from './latencies.js';
import { Listeners } from './listeners.js';
import { PressTimes } from './press-times.js';

/** The page's client, with the times from press to screen. */
export class Tally {
  readonly client: TallyClient;
  readonly #times = new Map<Counter, PressTimes>();
  readonly #latencies = new Latencies();
  readonly #latencyListeners = new Listeners();
  #latency: LatencySummary | undefined;

  constructor(options: ClientOptions) {
    this.client = new TallyClient(options);
  }

  counter(id: string): Counter {
    return this.client.counter(id);
  }

  /** Subscribes a listener to a counter, and measures the presses of the counter meanwhile. */
  listen(counter: Counter, listener: () => void): () => void {
    const times = this.#timesOf(counter);
    let known: Total | undefined;
    const end = counter.subscribe(({ status, total }) => {
      if (total !== undefined && total !== known && status !== 'connecting') {
        known = total;
        times.receive(total);
      }
      listener();
    });
    return () => {
      end();
      times.clear();
    };
  }

  /**
   * Presses a counter. The status reports failures.
   *
   * @param onRejected runs if the client did not accept the press
   */
  press(id: string, delta: number, onRejected: () => void = () => {}): void {
    this.#send(id, (counter) => counter.press(delta), onRejected);
  }

  /** Sets the own vote on a counter. The status reports failures. */
  vote(id: string, value: number): void {
    this.#send(id, (counter) => counter.vote(value));
  }

  /** Adds claps to the own vote on a counter. The status reports failures. */
  clap(id: string, claps: number): void {
    this.#send(id, (counter) => counter.clap(claps));
  }

  readonly latency = (): LatencySummary | undefined => this.#latency;
  readonly onLatency = (listener: () => void): (() => void) => this.#latencyListeners.add(listener);

  #send(
    id: string,
    send: (counter: Counter) => Promise<Outcome | VoteOutcome>,
    onRejected: () => void = () => {},
  ): void {
    const counter = this.counter(id);
    const times = this.#timesOf(counter);
    const press = times.press();
    send(counter).then(
      (outcome) => {
        if (outcome.outcome === 'accepted' && press !== undefined) {
          times.accept(press, outcome);
        }
      },
      (rejected: unknown) => {
        if (!(rejected instanceof TallyError)) {
          throw rejected;
        }
        onRejected();
      },
    );
  }

  #timesOf(counter: Counter): PressTimes {
    let times = this.#times.get(counter);
    if (times === undefined) {
      times = new PressTimes(
        () => performance.now(),
        (milliseconds) => this.#recordLatency(milliseconds),
      );
      this.#times.set(counter, times);
    }
    return times;
  }

  #recordLatency(milliseconds: number): void {
    this.#latencies.add(milliseconds);
    this.#latency = this.#latencies.summary;
    this.#latencyListeners.notify();
  }
}
