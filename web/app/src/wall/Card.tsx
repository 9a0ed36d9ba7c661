import type { Post } from '@tally/client';
import { memo } from 'react';
import { formatAgo, formatNumber } from '../format.js';
import { useCounter, useNow, useTally } from '../hooks.js';
import { counterHref } from '../routes.js';
import { RollingNumber } from '../ui/RollingNumber.js';
import { lastMinutes, Sparkline } from '../ui/Sparkline.js';
import { words } from '../words/words.js';
import { useOnScreen } from './on-screen.js';

const UP = 'M12 5v14M6 11l6-6 6 6';
const DOWN = 'M12 5v14M6 13l6 6 6-6';

/** The minimum time between two changes that roll. */
const REST_MS = 900;

function Vote({ id, delta, title }: { readonly id: string; readonly delta: 1 | -1; readonly title: string }) {
  const tally = useTally();
  const word = delta === 1 ? words.like : words.dislike;
  return (
    <button
      type="button"
      className={delta === 1 ? 'vote vote-like' : 'vote'}
      data-testid={delta === 1 ? 'like' : 'dislike'}
      aria-label={words.voteLabel(word, title)}
      title={word}
      onClick={() => tally.press(id, delta)}
    >
      <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
        <path
          d={delta === 1 ? UP : DOWN}
          fill="none"
          stroke="currentColor"
          strokeWidth="2.6"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
    </button>
  );
}

/** The live part of a card. It receives totals only while it is on the screen. */
const Live = memo(function Live({
  id,
  count,
  title,
  onScreen,
}: Pick<Post, 'id' | 'count' | 'title'> & { onScreen: boolean }) {
  const { shown, total } = useCounter(id, onScreen);
  const now = useNow(5_000, onScreen);
  const viewers = total?.viewers;
  return (
    <div className="card-live">
      <div className="card-votes">
        <Vote id={id} delta={-1} title={title} />
        <span className="card-count">
          <RollingNumber value={shown ?? count} restMs={REST_MS} />
        </span>
        <Vote id={id} delta={1} title={title} />
      </div>
      <div className="card-trend">
        <Sparkline sums={lastMinutes(total?.minutes ?? {}, now).join()} />
        <span data-testid="viewers">{viewers === undefined ? '\u00a0' : words.watching(formatNumber(viewers))}</span>
      </div>
    </div>
  );
});

/** A post with its live count. */
export const Card = memo(function Card({ post }: { readonly post: Post }) {
  const [ref, onScreen] = useOnScreen<HTMLLIElement>();
  return (
    <li className="card" ref={ref} data-testid="card" data-post={post.id}>
      <h2 dir="auto">
        <a href={counterHref(post.id)}>{post.title}</a>
      </h2>
      <div className="card-body">
        <p className="card-content" dir="auto">
          {post.content}
        </p>
      </div>
      <p className="card-time">{formatAgo(Date.parse(post.createdAt), Date.now())}</p>
      <Live id={post.id} count={post.count} title={post.title} onScreen={onScreen} />
    </li>
  );
});
