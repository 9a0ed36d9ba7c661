import { TallyError, type Outcome, type TallyClient, type Total } from '@tally/client';
import { Listeners } from './listeners.js';
import { PressTimes } from './press-times.js';
import { Rate } from './rate.js';

/** The delay before another attempt to subscribe. The client frees a counter two seconds after its last listener. */
const ROOM_AFTER_MS = 2_500;

/** The minimum time between two updates. Faster numbers are unreadable, and each costs some milliseconds of CPU. */
const NOTIFY_EVERY_MS = 66;

/** The view of a counter on a screen. */
export interface CounterView {
  /** The number including this page's presses, undefined before the first total. */
  readonly shown: number | undefined;
  /** The last total, undefined before the first one. */
  readonly total: Total | undefined;
}

/** A counter that this page shows or presses. It is subscribed while it has listeners. */
export class LiveCounter {
  readonly id: string;
  readonly #client: TallyClient;
  readonly #times: PressTimes;
  readonly #listeners = new Listeners();
  #rate = new Rate();
  #fresh = false;
  #view: CounterView = { shown: undefined, total: undefined };
  #unsubscribe: (() => void) | undefined;
  #roomTimer: ReturnType<typeof setTimeout> | undefined;
  #notifiedAt = -Infinity;
  #notifyTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(id: string, client: TallyClient, onTimed: (milliseconds: number) => void) {
    this.id = id;
    this.#client = client;
    this.#times = new PressTimes(() => performance.now(), onTimed);
  }

  /** Returns the view, as the same object until it changes. */
  readonly view = (): CounterView => this.#view;

  /** Returns whether a total arrived since the counter has listeners. An earlier one stays in the view, and may be old. */
  get fresh(): boolean {
    return this.#fresh;
  }

  readonly listen = (listener: () => void): (() => void) => {
    const end = this.#listeners.add(listener);
    if (this.#listeners.size === 1) {
      this.#open();
    }
    return () => {
      end();
      if (this.#listeners.size === 0) {
        this.#close();
      }
    };
  };

  /** Returns the changes per second over the last ten seconds. */
  rate(): number {
    return this.#rate.perSecond(performance.now());
  }

  /** Shows a press at once, and sends it. Rejects with a TallyError if the client did not accept it. */
  async press(delta: number): Promise<Outcome> {
    const press = this.#times.press();
    const sending = this.#client.press(this.id, delta);
    this.#changed();
    const outcome = await sending;
    if (outcome.outcome === 'accepted' && press !== undefined) {
      this.#times.accept(press, outcome);
    }
    this.#changed();
    return outcome;
  }

  #open(): void {
    try {
      this.#unsubscribe = this.#client.subscribe(this.id, (total, shown) => this.#receive(total, shown));
    } catch (failure) {
      if (!(failure instanceof TallyError) || failure.code !== 'too-many-counters') {
        throw failure;
      }
      this.#roomTimer = setTimeout(() => this.#open(), ROOM_AFTER_MS);
    }
  }

  #close(): void {
    clearTimeout(this.#roomTimer);
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#fresh = false;
    this.#rate = new Rate();
    this.#times.clear();
  }

  #receive(total: Total, shown: number): void {
    const before = this.#view.total;
    if (total.epoch !== before?.epoch) {
      this.#rate = new Rate();
    }
    if (total.epoch !== before?.epoch || total.version !== before.version || !this.#fresh) {
      this.#times.receive(total);
      this.#rate.record(total.count, performance.now());
    }
    this.#fresh = true;
    this.#view = { shown, total };
    const wait = this.#notifiedAt + NOTIFY_EVERY_MS - performance.now();
    if (wait <= 0) {
      this.#changed();
    } else {
      this.#notifyTimer ??= setTimeout(() => this.#changed(), Math.ceil(wait));
    }
  }

  /** Notifies the listeners. Presses call it at once, and totals at a limited rate. */
  #changed(): void {
    clearTimeout(this.#notifyTimer);
    this.#notifyTimer = undefined;
    this.#notifiedAt = performance.now();
    this.#listeners.notify();
  }
}
