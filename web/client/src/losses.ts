import type { ClickOutcome } from './types.js';

/** Presses that were not accepted, with the reason. */
export interface Loss {
  /**
   * - `late`: too old for another attempt
   * - `refused`: the server rejected them
   * - `full`: too many are waiting
   * - `not-loaded`: the part of the client that sends presses did not load
   */
  readonly kind: 'late' | 'refused' | 'full' | 'not-loaded';
  readonly presses: number;
  /** False if no lost press was counted. */
  readonly mayHaveBeenCounted: boolean;
  /** The server's reason, if it gave one. */
  readonly detail: string | undefined;
}

/** The server no longer accepts the id, but may have accepted it before. */
export const RETRY_WINDOW_CLOSED = 'urn:tally:problem:retry-window-closed';

/** Returns the loss that an outcome means, or undefined if there is none. */
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

/** Merges two losses of one kind: the reason of the later one, and the sum of the presses. */
export function mergeLosses(earlier: Loss | undefined, later: Loss): Loss {
  return earlier === undefined || earlier.kind !== later.kind
    ? later
    : {
        ...later,
        presses: earlier.presses + later.presses,
        mayHaveBeenCounted: earlier.mayHaveBeenCounted || later.mayHaveBeenCounted,
      };
}
