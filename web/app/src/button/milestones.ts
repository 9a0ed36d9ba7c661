import type { Total } from '@tally/client';
import { useEffect, useRef, useState } from 'preact/compat';
import { useLatest } from '../hooks.js';

const FIRST_GOAL = 100;

/** The time for which a milestone is celebrated. */
export const CELEBRATION_MS = 6_000;

/** Returns the lowest of 100, 500, 1,000, 5,000 and so on above a count. */
export function goalAfter(count: number): number {
  let goal = FIRST_GOAL;
  for (let step = 0; goal <= count; step++) {
    goal *= step % 2 === 0 ? 5 : 2;
  }
  return goal;
}

/** Returns the goal before another one, 0 before the first. */
function goalBefore(goal: number): number {
  let before = 0;
  while (goalAfter(before) < goal) {
    before = goalAfter(before);
  }
  return before;
}

/** Returns the way from the goal before to the next one, from 0 to 1. */
export function progressOf(count: number): number {
  const goal = goalAfter(count);
  const before = goalBefore(goal);
  return Math.min(1, Math.max(0, (count - before) / (goal - before)));
}

/** Returns the highest goal that a count reached since an earlier one, undefined without one. */
export function goalReached(before: number, now: number): number | undefined {
  const goal = goalBefore(goalAfter(now));
  return goal > before && goal > 0 ? goal : undefined;
}

/** A goal that a total has reached. */
export interface Milestone {
  readonly goal: number;
  /** Whether the total contains presses of this page that the total before did not. */
  readonly byYou: boolean;
}

/** Returns the milestone that a total has just reached, for the time of its celebration. */
export function useMilestone(total: Total | undefined, shown: number | undefined, own: number): Milestone | undefined {
  const [milestone, setMilestone] = useState<Milestone>();
  const before = useRef<{ readonly total: Total; readonly counted: number }>(undefined);
  const latest = useLatest({ shown, own });
  useEffect(() => {
    if (total === undefined) {
      return;
    }
    const waiting = (latest.current.shown ?? total.count) - total.count;
    const counted = latest.current.own - waiting;
    const last = before.current;
    before.current = { total, counted };
    const goal = last?.total.epoch === total.epoch ? goalReached(last.total.count, total.count) : undefined;
    if (last !== undefined && goal !== undefined) {
      setMilestone({ goal, byYou: counted > last.counted });
    }
  }, [total]);
  useEffect(() => {
    if (milestone === undefined) {
      return undefined;
    }
    const timer = setTimeout(() => setMilestone(undefined), CELEBRATION_MS);
    return () => clearTimeout(timer);
  }, [milestone]);
  return milestone;
}
