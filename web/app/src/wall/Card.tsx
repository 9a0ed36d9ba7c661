import type { Post } from '@tally/client';
import { memo } from 'preact/compat';
import { formatAgo, formatNumber, formatViewers } from '../format.js';
import { useCounter, useNow, useVote } from '../hooks.js';
import { counterHref } from '../routes.js';
import { RollingNumber } from '../ui/RollingNumber.js';
import { lastMinutes, Sparkline } from '../ui/Sparkline.js';
import { VoteButton } from '../ui/VoteButton.js';
import { words } from '../words/words.js';
import { useOnScreen } from './on-screen.js';

/** The minimum time between two changes that roll. */
const REST_MS = 900;

/** The live part of a card. It receives totals only while it is on the screen. */
const Live = memo(function Live({ post, onScreen }: { readonly post: Post; readonly onScreen: boolean }) {
  const { count, up, down, mine, total } = useCounter(post.counter, onScreen);
  const vote = useVote(post.counter);
  const now = useNow(5_000, onScreen);
  const voters = words.voters(formatNumber(up ?? post.up), formatNumber(down ?? post.down));
  return (
    <div className="card-live">
      <div className="card-votes" role="group" aria-label={voters}>
        <VoteButton value={-1} name={post.title} mine={mine} vote={vote} />
        <span className="card-count" title={voters}>
          <RollingNumber value={count ?? post.count} restMs={REST_MS} />
        </span>
        <VoteButton value={1} name={post.title} mine={mine} vote={vote} />
      </div>
      <div className="card-trend">
        <Sparkline sums={lastMinutes(total?.minutes ?? {}, now).join()} />
        <span data-testid="viewers">{total === undefined ? '\u00a0' : words.watching(formatViewers(total))}</span>
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
        <a href={counterHref(post.counter)}>{post.title}</a>
      </h2>
      <div className="card-body">
        <p className="card-content" dir="auto">
          {post.content}
        </p>
      </div>
      <p className="card-time">{formatAgo(Date.parse(post.createdAt), Date.now())}</p>
      <Live post={post} onScreen={onScreen} />
    </li>
  );
});
