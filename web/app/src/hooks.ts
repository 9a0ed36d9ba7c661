import type { ClientStatus, CounterView } from '@tally/client';
import {
  createContext,
  use,
  useCallback,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
  type RefObject,
} from 'preact/compat';
import type { LatencySummary } from './counting/latencies.js';
import type { Tally } from './counting/tally.js';

export const TallyContext = createContext<Tally | undefined>(undefined);

export function useTally(): Tally {
  const tally = use(TallyContext);
  if (tally === undefined) {
    throw new Error('no TallyContext above this component; render it inside of one');
  }
  return tally;
}

/** Returns the view of a counter. The counter is subscribed while `live`. */
export function useCounter(id: string, live = true): CounterView {
  const tally = useTally();
  const counter = tally.counter(id);
  const listen = useCallback(
    (listener: () => void) => (live ? tally.listen(counter, listener) : () => {}),
    [tally, counter, live],
  );
  return useSyncExternalStore(listen, counter.view);
}

/** Returns the function that sets the own vote on a counter, the same on each render. */
export function useVote(id: string): (value: number) => void {
  const tally = useTally();
  return useCallback((value: number) => tally.vote(id, value), [tally, id]);
}

export function useStatus(): ClientStatus {
  const { client } = useTally();
  return useSyncExternalStore(client.onStatus, client.status);
}

export function useLatency(): LatencySummary | undefined {
  const tally = useTally();
  return useSyncExternalStore(tally.onLatency, tally.latency);
}

/** Returns a reference to the value of the last rendering, for callbacks that outlive it. */
export function useLatest<T>(value: T): RefObject<T> {
  const latest = useRef(value);
  // An effect would run a frame later, and a second press within the frame would have the value before.
  useLayoutEffect(() => {
    latest.current = value;
  });
  return latest;
}

/** Returns the time in epoch milliseconds, updated every `everyMs` while `ticking`. */
export function useNow(everyMs: number, ticking = true): number {
  const [now, setNow] = useState(() => Date.now());
  // An effect would run after the first frame, which would have the time of the last tick.
  useLayoutEffect(() => {
    if (!ticking) {
      return undefined;
    }
    const tick = () => setNow(Date.now());
    const timer = setInterval(tick, everyMs);
    tick();
    return () => clearInterval(timer);
  }, [everyMs, ticking]);
  return now;
}
