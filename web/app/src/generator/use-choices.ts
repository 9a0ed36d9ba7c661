import { MAX_COUNTERS, type Post } from '@tally/client';
import { useEffect, useState } from 'react';
import { useTally } from '../hooks.js';
import { words } from '../words/words.js';

/** A counter that the user can choose, with its name for people. */
export interface Choice {
  readonly id: string;
  readonly name: string;
}

const RETRY_MS = 5_000;

/** Returns the button and the newest posts, at most as many as one connection can carry. */
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
  return {
    choices: [{ id: 'global', name: words.theButton }, ...posts.map(({ id, title }) => ({ id, name: title }))],
    failed,
  };
}
