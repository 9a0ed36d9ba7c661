import { memo } from 'preact/compat';
import { formatNumber } from '../format.js';
import { words } from '../words/words.js';
import { goalAfter, progressOf, type Milestone } from './milestones.js';

interface GoalProps {
  readonly shown: number | undefined;
  readonly milestone: Milestone | undefined;
}

/** Returns the words of a milestone. */
function milestoneText({ goal, byYou }: Milestone): string {
  const number = formatNumber(goal);
  return byYou ? words.reachedByYou(number) : words.reached(number);
}

/** The way to the next round number, or the milestone that was just reached. */
export const Goal = memo(function Goal({ shown, milestone }: GoalProps) {
  const goal = shown === undefined ? undefined : goalAfter(shown);
  const text =
    milestone !== undefined
      ? milestoneText(milestone)
      : shown === undefined || goal === undefined
        ? '\u00a0'
        : words.nextGoal(formatNumber(goal - shown), formatNumber(goal));
  return (
    <div className="goal" data-testid="goal" data-milestone={milestone?.goal}>
      <p>{text}</p>
      <span className="goal-line" aria-hidden="true">
        <span
          style={{ transform: `scaleX(${milestone !== undefined ? 1 : shown === undefined ? 0 : progressOf(shown)})` }}
        />
      </span>
      <p className="visually-hidden" role="status">
        {milestone !== undefined && milestoneText(milestone)}
      </p>
    </div>
  );
});
