import type { ClientStatus, Status as Situation } from '@tally/client';
import type { ReactNode } from 'react';
import { presses } from '../format.js';
import { useNow, useStatus, useTally } from '../hooks.js';
import './status-bar.css';

interface Words {
  readonly title: string;
  readonly next: string;
}

/** The texts for screen readers. A notice contains a countdown, which would be read out each second. */
const ANNOUNCEMENTS: Partial<Record<Situation, string>> = {
  offline: 'You are offline. Presses wait.',
  'server-down': 'The server does not answer. Presses wait.',
  'rate-limited': 'The server asked for a pause. Presses wait.',
};

/** Returns the time to the next attempt as "in 12 s" or "any moment". */
function untilRetry(retryAt: number | null, now: number): string {
  const seconds = retryAt === null ? 0 : Math.ceil((retryAt - now) / 1000);
  return seconds > 0 ? `in ${seconds} s` : 'any moment';
}

function wordsOf({ situation, waiting, retryAt }: ClientStatus, now: number): Words | undefined {
  const held =
    waiting === 0 ? 'Keep pressing: presses wait here' : `${presses(waiting)} wait${waiting === 1 ? 's' : ''} here`;
  switch (situation) {
    case 'offline':
      return {
        title: 'You are offline',
        next: `${held} and will be sent when the network is back, if that is within 4 minutes.`,
      };
    case 'rate-limited':
      return {
        title: 'Too many presses at once',
        next: `The server asked for a pause. ${held} and will be sent ${untilRetry(retryAt, now)}.`,
      };
    case 'server-down':
      return {
        title: 'The server does not answer',
        next: `${held} and will be sent once it does. Next try ${untilRetry(retryAt, now)}.`,
      };
    case 'reconnecting':
      return {
        title: 'Live updates are interrupted',
        next: 'The number may be behind for a moment. Presses still count; the page reconnects automatically.',
      };
    case 'connecting':
      return {
        title: 'Connecting',
        next: 'The number appears once the server answers. You can press now: presses are kept and sent.',
      };
    default:
      return undefined;
  }
}

function lossWords({ loss }: ClientStatus): Words | undefined {
  if (loss === undefined) {
    return undefined;
  }
  const lost = presses(loss.presses);
  switch (loss.kind) {
    case 'late':
      return {
        title: `${lost} could not be sent in time`,
        next: loss.mayHaveBeenCounted
          ? 'A press can be sent for 4 minutes. Some may have been counted: check the number, and press again if it is too low.'
          : 'A press can be sent for 4 minutes. These were not counted: press again now.',
      };
    case 'full':
      return {
        title: 'Too many presses are waiting',
        next: 'The last ones were not accepted. Press again when the waiting presses have been sent.',
      };
    case 'refused':
      return { title: `${lost} rejected`, next: `The server says: ${loss.detail ?? 'no reason given'}.` };
  }
}

function Notice({ kind, words, children }: { kind: string; words: Words; children?: ReactNode }) {
  return (
    <div className="notice" data-testid="notice" data-kind={kind}>
      <div>
        <strong>{words.title}</strong>
        <p>{words.next}</p>
      </div>
      {children}
    </div>
  );
}

/** The notices about faults and the next step. They lie over the page, so that nothing moves when they appear. */
export function StatusBar() {
  const tally = useTally();
  const status = useStatus();
  const now = useNow(1_000, status.retryAt !== null);
  const words = wordsOf(status, now);
  const lost = lossWords(status);
  return (
    <aside className="notices" aria-label="Status">
      <p className="visually-hidden" role="alert">
        {lost?.title}
      </p>
      <p className="visually-hidden" role="status">
        {ANNOUNCEMENTS[status.situation]}
      </p>
      {lost && (
        <Notice kind={status.loss!.kind} words={lost}>
          <button type="button" className="action" onClick={() => tally.forgetLoss()}>
            Understood
          </button>
        </Notice>
      )}
      {words && <Notice kind={status.situation} words={words} />}
    </aside>
  );
}
