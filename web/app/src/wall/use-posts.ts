import { TallyError, type Post } from '@tally/client';
import { useCallback, useEffect, useRef, useState } from 'preact/compat';
import { useTally } from '../hooks.js';
import { words } from '../words/words.js';

const PAGE = 20;
const RETRY_MS = 5_000;

/** The posts on the wall, and the state of loading them. */
export interface Posts {
  readonly posts: readonly Post[];
  /** `ready`: more posts exist; `end`: all posts are loaded. */
  readonly state: 'loading' | 'ready' | 'end' | 'failed';
  /** The reason why the last page could not be read, for people. */
  readonly failure: string | undefined;
  readonly more: () => void;
  readonly add: (post: Post) => void;
}

/** Returns the posts with the further ones that they lack, at the end or, newest first, at the start. */
export function merged(posts: readonly Post[], further: readonly Post[], at: 'start' | 'end'): readonly Post[] {
  const known = new Set(posts.map(({ id }) => id));
  const fresh = further.filter(({ id }) => !known.has(id));
  return at === 'end' ? [...posts, ...fresh] : [...fresh, ...posts];
}

/** Returns the posts, loaded page by page. A failed page is requested again every few seconds. */
export function usePosts(): Posts {
  const { client } = useTally();
  const [posts, setPosts] = useState<readonly Post[]>([]);
  const [state, setState] = useState<Posts['state']>('loading');
  const [failure, setFailure] = useState<string>();
  const cursor = useRef<string>(undefined);
  const underWay = useRef(false);

  const load = useCallback(async () => {
    if (underWay.current) {
      return;
    }
    underWay.current = true;
    setState('loading');
    try {
      const page = await client.posts({ limit: PAGE, cursor: cursor.current });
      cursor.current = page.next ?? undefined;
      setPosts((before) => merged(before, page.posts, 'end'));
      setFailure(undefined);
      setState(page.next === null ? 'end' : 'ready');
    } catch (cause) {
      setFailure(cause instanceof TallyError && cause.code === 'http' ? cause.message : words.noAnswer);
      setState('failed');
    } finally {
      underWay.current = false;
    }
  }, [client]);

  useEffect(() => {
    void load();
  }, [load]);

  useEffect(() => {
    if (state !== 'failed') {
      return undefined;
    }
    const timer = setTimeout(() => void load(), RETRY_MS);
    return () => clearTimeout(timer);
  }, [state, load]);

  const add = useCallback((post: Post) => setPosts((before) => merged(before, [post], 'start')), []);
  const more = useCallback(() => void load(), [load]);
  return { posts, state, failure, more, add };
}
