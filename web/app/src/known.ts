import type { CounterView } from '@tally/client';
import { useEffect, useState } from 'preact/compat';
import { useCounter, useTally } from './hooks.js';
import { isCount, store, stored } from './storage.js';

/** The minimum time between two writes of the last number. */
const STORE_EVERY_MS = 1_000;

const keyOf = (id: string): string => `tally-last-count:${id}`;

/** A counter's number for the first paint and after it. */
export interface KnownCount extends Pick<CounterView, 'total' | 'windows'> {
  readonly shown: number | undefined;
  /** Whether no total has arrived yet, so that the number may be old. */
  readonly stale: boolean;
}

/**
 * Returns the number of a counter.
 *
 * Before the first total, a read in parallel to the connection gives the number. Before that read, it is the last
 * number of an earlier visit.
 */
export function useKnownCount(id: string): KnownCount {
  const { client } = useTally();
  const { count: shown, total, windows } = useCounter(id);
  const [last] = useState(() => stored(keyOf(id), isCount));
  const [read, setRead] = useState<number>();

  useEffect(() => {
    let wanted = true;
    client.get(id).then(
      ({ count }) => wanted && setRead(count),
      () => {}, // The first total follows.
    );
    return () => {
      wanted = false;
    };
  }, [client, id]);

  const hasTotal = total !== undefined;
  useEffect(() => {
    if (!hasTotal || shown === undefined) {
      return undefined;
    }
    const timer = setTimeout(() => store(keyOf(id), shown), STORE_EVERY_MS);
    return () => clearTimeout(timer);
  }, [id, hasTotal, shown]);

  return { shown: shown ?? read ?? last, total, windows, stale: shown === undefined };
}
