import type { ClickOutcome } from '@tally/client';

/** Presses that did not get through, and why. */
export interface Loss {
  /** `late`: too old to be sent again; `refused`: the server said no; `full`: too many wait already. */
  readonly kind: 'late' | 'refused' | 'full';
  readonly presses: number;
  readonly mayHaveBeenCounted: boolean;
  /** The server's own words, if it had any. */
  readonly detail: string | undefined;
}

/** The server takes an id no more that it may have taken before. */
export const RETRY_WINDOW_CLOSED = 'urn:tally:problem:retry-window-closed';

/** What an outcome means to who pressed, undefined if all is well. */
export function lossOf(outcome: ClickOutcome): Loss | undefined {
  const presses = Math.abs(outcome.delta);
  switch (outcome.outcome) {
    case 'given-up':
      return { kind: 'late', presses, mayHaveBeenCounted: outcome.mayHaveBeenCounted, detail: undefined };
    case 'refused': {
      const { problem, mayHaveBeenCounted } = outcome;
      const late = problem.type === RETRY_WINDOW_CLOSED;
      return {
        kind: late ? 'late' : 'refused',
        presses,
        mayHaveBeenCounted: late || mayHaveBeenCounted,
        detail: problem.detail ?? problem.title,
      };
    }
    default:
      return undefined;
  }
}

/** Two losses as one: the later one's words, everyone's presses. */
export function mergeLosses(earlier: Loss | undefined, later: Loss): Loss {
  return earlier === undefined || earlier.kind !== later.kind
    ? later
    : {
        ...later,
        presses: earlier.presses + later.presses,
        mayHaveBeenCounted: earlier.mayHaveBeenCounted || later.mayHaveBeenCounted,
      };
}
