import type { Post } from '@tally/client';
import { memo, useRef } from 'react';
import { formatAgo, formatNumber } from '../format.js';
import { useCounter, useNow } from '../hooks.js';
import { animate, prefersReducedMotion } from '../motion.js';
import { useOwnPresses } from '../own.js';
import { counterHref } from '../routes.js';
import { RollingNumber } from '../ui/RollingNumber.js';
import { lastMinutes, Sparkline } from '../ui/Sparkline.js';
import { words } from '../words/words.js';
import { useOnScreen } from './on-screen.js';

const HEART = 'M12 20s-7-4.4-7-9.6A3.9 3.9 0 0 1 12 8a3.9 3.9 0 0 1 7 2.4C19 15.6 12 20 12 20z';
const DOWN = 'M12 5v14M6 13l6 6 6-6';

/** The minimum time between two changes that roll. */
const REST_MS = 900;

/** The number of strokes of a pressed heart. */
const STROKES = 6;

/** Returns a reference to the strokes around a heart, and the function that lets them fly. */
function usePop() {
  const ref = useRef<HTMLSpanElement>(null);
  const pop = () => {
    if (prefersReducedMotion()) {
      return;
    }
    [...(ref.current?.children ?? [])].forEach((stroke, index) => {
      const at = (distance: number, scale: number) =>
        `rotate(${index * (360 / STROKES) + 30}deg) translateY(${distance}px) scaleY(${scale})`;
      animate(stroke, { transform: [at(-15, 0.5), at(-30, 1)], opacity: [1, 1, 0] }, { duration: 500 });
    });
  };
  return { ref, pop };
}

interface VoteProps {
  readonly delta: 1 | -1;
  readonly title: string;
  /** Whether this person has pressed it before. */
  readonly pressed: boolean;
  readonly press: (delta: number) => void;
}

function Vote({ delta, title, pressed, press }: VoteProps) {
  const { ref, pop } = usePop();
  const like = delta === 1;
  const word = like ? words.like : words.dislike;
  return (
    <button
      type="button"
      className={like ? 'vote vote-like' : 'vote'}
      data-testid={like ? 'like' : 'dislike'}
      data-pressed={pressed}
      aria-label={words.voteLabel(word, title)}
      title={word}
      onClick={() => {
        if (like) {
          pop();
        }
        press(delta);
      }}
    >
      <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
        <path
          d={like ? HEART : DOWN}
          fill={like && pressed ? 'currentColor' : 'none'}
          stroke="currentColor"
          strokeWidth={like ? 2.2 : 2.6}
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      {like && (
        <span className="pop" ref={ref} aria-hidden="true">
          {Array.from({ length: STROKES }, (_, index) => (
            <i key={index} />
          ))}
        </span>
      )}
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
  const { count: shown, total } = useCounter(id, onScreen);
  const own = useOwnPresses(id);
  const now = useNow(5_000, onScreen);
  const viewers = total?.viewers;
  return (
    <div className="card-live">
      <div className="card-votes">
        <Vote delta={-1} title={title} pressed={own.all < 0} press={own.press} />
        <span className="card-count">
          <RollingNumber value={shown ?? count} restMs={REST_MS} />
        </span>
        <Vote delta={1} title={title} pressed={own.all > 0} press={own.press} />
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
