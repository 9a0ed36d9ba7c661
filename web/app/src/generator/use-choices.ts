import { MAX_COUNTERS, type Post } from '@tally/client';
import { useEffect, useState } from 'react';
import { useTally } from '../hooks.js';

/** A counter that can be clicked, under a name that people know. */
export interface Choice {
  readonly id: string;
  readonly name: string;
}

const THE_BUTTON: Choice = { id: 'global', name: 'The button' };
const RETRY_MS = 5_000;

/** The button and the newest posts, no more than one connection can carry. */
export function useChoices(): { readonly choices: readonly Choice[]; readonly failed: boolean } {
  const { client } = useTally();
  const [posts, setPosts] = useState<readonly Post[]>([]);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wanted = true;
    const read = async () => {
      try {
        const page = await client.posts({ limit: MAX_COUNTERS - 10 });
        if (wanted) {
          setPosts(page.posts);
          setFailed(false);
        }
      } catch {
        if (wanted) {
          setFailed(true);
          timer = setTimeout(() => void read(), RETRY_MS);
        }
      }
    };
    void read();
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [client]);
  return { choices: [THE_BUTTON, ...posts.map(({ id, title }) => ({ id, name: title }))], failed };
}
