import type { History, Resolution } from '@tally/client';
import { useEffect, useState } from 'preact/compat';
import { useTally } from '../hooks.js';

const REFRESH_MS = 5_000;

/** The history of a counter. If a newer read fails, the last one stays. */
export interface HistoryReading {
  readonly history: History | undefined;
  readonly failed: boolean;
}

/** Reads a counter's history every five seconds while the page is visible. */
export function useHistory(id: string, resolution: Resolution): HistoryReading {
  const { client } = useTally();
  const [reading, setReading] = useState<HistoryReading>({ history: undefined, failed: false });
  useEffect(() => {
    let wanted = true;
    const read = async () => {
      if (document.hidden) {
        return;
      }
      try {
        const history = await client.history(id, { resolution });
        if (wanted) {
          setReading({ history, failed: false });
        }
      } catch {
        if (wanted) {
          setReading((before) => ({ ...before, failed: true }));
        }
      }
    };
    void read();
    const timer = setInterval(() => void read(), REFRESH_MS);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [client, id, resolution]);
  return reading;
}
