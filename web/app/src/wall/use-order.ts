import type { Post } from '@tally/client';
import { useEffect, useState } from 'preact/compat';
import { useTally } from '../hooks.js';

/** The order of the wall: newest first, or the most votes of the last ten minutes first, ups minus downs. */
export type Order = 'new' | 'hot';

/** The maximum number of posts of which votes are read. Older ones follow in their order. */
const MOST_READ = 100;

/** Returns the posts in an order. The order by votes stays until it is chosen again, so that no card moves away. */
export function useOrder(posts: readonly Post[], order: Order): readonly Post[] {
  const tally = useTally();
  const [heat, setHeat] = useState<ReadonlyMap<string, number>>(new Map());
  const ids = posts
    .slice(0, MOST_READ)
    .map(({ counter }) => counter)
    .join();

  useEffect(() => {
    if (order !== 'hot' || ids === '') {
      return undefined;
    }
    let wanted = true;
    // A card that is out of sight has an old total, so the server is asked for all.
    tally.client.getAll(ids.split(',')).then(
      (readings) => wanted && setHeat(new Map(readings.map(({ counter, windows }) => [counter, windows['10m']]))),
      () => {},
    );
    return () => {
      wanted = false;
    };
  }, [tally, order, ids]);

  const heatOf = ({ counter }: Post) => heat.get(counter) ?? 0;
  return order === 'new' ? posts : posts.toSorted((one, other) => heatOf(other) - heatOf(one));
}
