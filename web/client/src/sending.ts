import { ClickStore } from './click-store.js';
import { Coalescer, type Settle } from './coalescer.js';
import { openClick } from './counter-state.js';
import { Counters } from './counters.js';
import { TallyError } from './errors.js';
import { Http } from './http.js';
import { lossOf } from './losses.js';
import { Outbox } from './outbox.js';
import { Polls, type PollsListeners } from './polls.js';
import type { PressesParts } from './presses.js';
import type { Outcome } from './types.js';
import { ClickIds, ServerClock } from './uuid.js';

/**
 * The part of the client that sends presses, compares their receipts with the totals, reads counters and posts, and
 * polls. A page that only shows pushed counts does not load it.
 */
export class Sending {
  readonly #parts: PressesParts;
  readonly #ids: ClickIds;
  readonly #store: ClickStore;
  readonly #coalescer: Coalescer;
  readonly http: Http;
  readonly counters: Counters;
  readonly outbox: Outbox;

  constructor(parts: PressesParts) {
    const { env, httpUrl } = parts;
    const clock = new ServerClock(env.now);
    this.#ids = new ClickIds({ ...env, now: clock.now });
    this.#parts = parts;
    this.#store = new ClickStore(env, httpUrl);
    this.http = new Http(env, httpUrl, parts.timeoutMs, parts.token);
    this.counters = new Counters({
      env,
      ask: (counter, receipt) => this.http.after(counter, receipt),
      onShown: parts.onShown,
      onOverdue: parts.onOverdue,
    });
    this.outbox = new Outbox({
      env: { ...env, now: clock.now },
      correction: { setClock: clock.set, nextId: () => this.#ids.next() },
      store: this.#store,
      counters: this.counters,
      retryWindowMs: parts.retryWindowMs,
      send: (click) => this.http.click(click),
      onOutcome: (outcome) => {
        const loss = lossOf(outcome);
        if (loss !== undefined) {
          parts.onLoss(loss);
        }
        parts.onOutcome(outcome);
      },
      onDelivery: parts.onDelivery,
    });
    this.#coalescer = new Coalescer(env, this.counters, parts.coalesceMs, (click, settle) =>
      this.outbox.add(this.#ids.next(), click, settle),
    );
    this.counters.onPending(parts.onPending);
  }

  press(counter: string, delta: number): Promise<Outcome> {
    const queued = this.outbox.size + this.#coalescer.size;
    if (queued >= this.#parts.maxQueued && this.#coalescer.startsClick(counter, delta)) {
      const presses = Math.abs(delta);
      this.#parts.onLoss({ kind: 'full', presses, mayHaveBeenCounted: false, detail: undefined });
      throw new TallyError('queue-full', `press not accepted: ${queued} clicks are waiting; press again later`);
    }
    return this.#coalescer.press(counter, delta);
  }

  /** Sends presses that waited for this part as one click. */
  sendWaiting(counter: string, delta: number, settle: Settle): void {
    const click = openClick(counter);
    this.counters.press(click, delta);
    this.outbox.add(this.#ids.next(), click, settle);
  }

  /** Returns the polls of counters in poll mode, none at first. */
  polls(...listeners: PollsListeners): Polls {
    return new Polls(this.#parts.env, this.http, listeners);
  }

  /** Sends combined presses now. */
  flush(): void {
    this.#coalescer.flush();
  }

  /** Removes a restored click that another tab has settled. */
  storageChanged({ key, newValue }: StorageEvent): void {
    const clickId = this.#store.clickIdOf(key);
    if (clickId !== undefined && newValue === null) {
      this.outbox.settledElsewhere(clickId);
    }
  }

  close(): void {
    this.outbox.close();
    this.#coalescer.flush();
    this.http.abort();
    this.counters.close();
  }
}
