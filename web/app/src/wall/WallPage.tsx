import type { Post } from '@tally/client';
import { useCallback, useEffect, useRef, useState } from 'preact/compat';
import { words } from '../words/words.js';
import { Card } from './Card.js';
import { PostForm } from './PostForm.js';
import { useOrder, type Order } from './use-order.js';
import { usePosts, type Posts } from './use-posts.js';
import './wall.css';

const ORDERS = [
  ['new', 'sortNew'],
  ['hot', 'sortHot'],
] as const;

/** Loads more posts when the end of the wall is near. */
function useInfiniteScroll({ state, more }: Posts) {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (state !== 'ready' || end.current === null) {
      return undefined;
    }
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting === true && more(), {
      rootMargin: '600px',
    });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [state, more]);
  return end;
}

function Placeholders() {
  return (
    <ul className="cards" aria-hidden="true">
      {Array.from({ length: 6 }, (_, index) => (
        <li className="card card-placeholder" key={index} />
      ))}
    </ul>
  );
}

function Foot({ state, failure, more }: Posts) {
  switch (state) {
    case 'failed':
      return (
        <div className="empty" data-testid="wall-failed">
          <h2>{words.wallFailedHead}</h2>
          <p>{words.wallFailedText(failure ?? '')}</p>
          <button type="button" className="action" onClick={more}>
            {words.tryNow}
          </button>
        </div>
      );
    case 'end':
      return <>{words.wallEnd}</>;
    default:
      return <>{words.wallMore}</>;
  }
}

export default function WallPage() {
  const posts = usePosts();
  const [order, setOrder] = useState<Order>('new');
  const ordered = useOrder(posts.posts, order);
  const dialog = useRef<HTMLDialogElement>(null);
  const end = useInfiniteScroll(posts);
  const write = () => dialog.current?.showModal();
  const { add } = posts;
  const published = useCallback(
    (post: Post) => {
      add(post);
      setOrder('new');
      window.scrollTo({ top: 0 });
    },
    [add],
  );
  const isEmpty = posts.posts.length === 0;
  return (
    <>
      <div className="page-head">
        <div>
          <h1>{words.wallHead}</h1>
          <p>{words.wallLead}</p>
        </div>
        <div className="wall-actions">
          <div className="choice" role="group" aria-label={words.sortBy}>
            {ORDERS.map(([value, word]) => (
              <button
                key={value}
                type="button"
                aria-pressed={value === order}
                data-testid={`order-${value}`}
                onClick={() => setOrder(value)}
              >
                {words[word]}
              </button>
            ))}
          </div>
          <button type="button" className="action action-main" data-testid="write" onClick={write}>
            {words.writePost}
          </button>
        </div>
      </div>
      {isEmpty && posts.state === 'loading' && <Placeholders />}
      {isEmpty && posts.state === 'end' && (
        <div className="empty" data-testid="empty-wall">
          <h2>{words.wallEmptyHead}</h2>
          <p>{words.wallEmptyText}</p>
          <button type="button" className="action action-main" onClick={write}>
            {words.writeFirst}
          </button>
        </div>
      )}
      <ul className="cards" data-testid="wall">
        {ordered.map((post) => (
          <Card key={post.id} post={post} />
        ))}
      </ul>
      <div className="wall-end" ref={end} role="status">
        {(!isEmpty || posts.state === 'failed') && <Foot {...posts} />}
      </div>
      <PostForm dialog={dialog} published={published} />
    </>
  );
}
