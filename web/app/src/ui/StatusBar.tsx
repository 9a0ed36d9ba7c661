import type { ClientStatus, Status as Situation } from '@tally/client';
import type { ReactNode } from 'preact/compat';
import { formatNumber, presses } from '../format.js';
import { useNow, useStatus, useTally } from '../hooks.js';
import { words } from '../words/words.js';
import './status-bar.css';

/** The text of a notice: the fault and the next step. */
interface NoticeText {
  readonly title: string;
  readonly next: string;
}

/** Returns the text for screen readers. A notice contains a countdown, which would be read out each second. */
function announcementOf(situation: Situation): string | undefined {
  switch (situation) {
    case 'offline':
      return words.announceOffline;
    case 'server-down':
      return words.announceServerDown;
    case 'rate-limited':
      return words.announceRateLimited;
    default:
      return undefined;
  }
}

/** Returns the time to the next attempt as "in 12 s" or "any moment". */
function untilRetry(retryAt: number | null, now: number): string {
  const seconds = retryAt === null ? 0 : Math.ceil((retryAt - now) / 1000);
  return seconds > 0 ? words.inSeconds(formatNumber(seconds)) : words.anyMoment;
}

function situationText({ situation, waiting, retryAt }: ClientStatus, now: number): NoticeText | undefined {
  const held = waiting === 0 ? words.keepPressing : words.waitHere(waiting, formatNumber(waiting));
  switch (situation) {
    case 'offline':
      return { title: words.offlineHead, next: words.offlineText(held) };
    case 'rate-limited':
      return { title: words.rateLimitedHead, next: words.rateLimitedText(held, untilRetry(retryAt, now)) };
    case 'server-down':
      return { title: words.serverDownHead, next: words.serverDownText(held, untilRetry(retryAt, now)) };
    case 'reconnecting':
      return { title: words.reconnectingHead, next: words.reconnectingText };
    case 'connecting':
      return { title: words.connectingHead, next: words.connectingText };
    default:
      return undefined;
  }
}

function lossText({ loss }: ClientStatus): NoticeText | undefined {
  if (loss === undefined) {
    return undefined;
  }
  const lost = presses(loss.presses);
  switch (loss.kind) {
    case 'late':
      return {
        title: words.lateHead(lost),
        next: loss.mayHaveBeenCounted ? words.lateMaybeCounted : words.lateNotCounted,
      };
    case 'full':
      return { title: words.fullHead, next: words.fullText };
    case 'not-loaded':
      return { title: words.notLoadedHead(lost), next: words.notLoadedText };
    case 'refused':
      return { title: words.rejectedHead(lost), next: words.serverSays(loss.detail ?? words.noReason) };
  }
}

function Notice({ kind, text, children }: { kind: string; text: NoticeText; children?: ReactNode }) {
  return (
    <div className="notice" data-testid="notice" data-kind={kind}>
      <div>
        <strong>{text.title}</strong>
        <p>{text.next}</p>
      </div>
      {children}
    </div>
  );
}

/** The notices about faults and the next step. They lie over the page, so that nothing moves when they appear. */
export function StatusBar() {
  const { client } = useTally();
  const status = useStatus();
  const now = useNow(1_000, status.retryAt !== null);
  const text = situationText(status, now);
  const lost = lossText(status);
  return (
    <aside className="notices" aria-label={words.status}>
      <p className="visually-hidden" role="alert">
        {lost?.title}
      </p>
      <p className="visually-hidden" role="status">
        {announcementOf(status.situation)}
      </p>
      {lost && (
        <Notice kind={status.loss!.kind} text={lost}>
          <button type="button" className="action" onClick={() => client.forgetLoss()}>
            {words.understood}
          </button>
        </Notice>
      )}
      {text && <Notice kind={status.situation} text={text} />}
    </aside>
  );
}
