import { LiveCounter, type CounterView } from './live-counter.js';
import { Rate } from './rate.js';
import type { LiveMode, Outcome, Total, Windows } from './types.js';
import { windows } from './values.js';

/** The time between two updates of the windows without a total. */
const WINDOWS_EVERY_MS = 1_000;

const PUSH: LiveMode = { mode: 'push' };

/**
 * One counter of a client, from {@link TallyClient.counter}. The client is subscribed to it while it has listeners.
 *
 * `view`, `subscribe`, `press`, `vote`, `clap` and `rate` are bound to the counter, so they can be passed on as functions.
 *
 * @example
 * const likes = tally.counter('likes');
 * const end = likes.subscribe(({ count }) => show(count));
 * await likes.press();
 */
export class Counter extends LiveCounter {
  #rate = new Rate();
  #windowsTimer: unknown;

  /**
   * Presses the counter, like {@link TallyClient.press}. The view changes at once.
   *
   * @example
   * button.onclick = () => likes.press();
   *
   * @param delta a whole number from -1000 to 1000 except 0
   */
  override readonly press = (delta = 1): Promise<Outcome> => this.port.press(this.id, delta);

  /** Returns the changes per second over the last ten seconds; 0 without listeners. */
  readonly rate = (): number => this.#rate.perSecond(this.port.env.now());

  /** @internal */
  override refresh(): void {
    super.refresh();
    this.#setWindowsTimer();
  }

  /** @internal */
  override close(): void {
    this.port.env.timers.clear(this.#windowsTimer);
    this.#windowsTimer = undefined;
    super.close();
    this.#rate = new Rate();
  }

  /** @internal */
  protected override more(total: Total, before: Total | undefined): Partial<CounterView> {
    const now = this.port.env.now();
    if (total !== before && this.port.live.total(this.id) === total) {
      if (total.epoch !== before?.epoch) {
        this.#rate = new Rate();
      }
      this.#rate.record(total.count, now);
    }
    return {
      windows: windowsLike(this.view().windows, windows(total, now)),
      viewersAtLeast: total.viewersAtLeast === true,
      live: total.live ?? PUSH,
    };
  }

  /** Windows that are not 0 change as time passes. */
  #setWindowsTimer(): void {
    const sums = Object.values(this.view().windows ?? {});
    if (this.isWatched && sums.some((sum) => sum !== 0)) {
      this.#windowsTimer ??= this.port.env.timers.set(() => {
        this.#windowsTimer = undefined;
        this.refresh();
      }, WINDOWS_EVERY_MS);
    }
  }
}

/** Returns the known windows if they are the same, otherwise the new ones. */
function windowsLike(known: Windows | undefined, next: Windows): Windows {
  const lengths = Object.keys(next) as Array<keyof Windows>;
  return known !== undefined && lengths.every((length) => known[length] === next[length]) ? known : next;
}
