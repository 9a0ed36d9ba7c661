import { useRef } from 'preact/compat';
import { formatNumber, glyphsOf } from '../format.js';
import { moveTo, prefersReducedMotion } from '../motion.js';
import { RollingNumber } from '../ui/RollingNumber.js';
import { words } from '../words/words.js';
import { Burst, type Effects } from './Burst.js';
import { ComboRing } from './ComboRing.js';
import { Confetti } from './Confetti.js';
import type { Milestone } from './milestones.js';
import { LEVELS, useCombo } from './use-combo.js';
import { useHold } from './use-hold.js';

interface DiscProps {
  readonly value: number | undefined;
  /** Whether the number may be old. */
  readonly stale: boolean;
  readonly milestone: Milestone | undefined;
  readonly effects: Effects;
  readonly onPress: () => void;
}

/** The button with the number, animated on each press. */
export function Disc({ value, stale, milestone, effects, onPress }: DiscProps) {
  const face = useRef<HTMLSpanElement>(null);
  const { combo, add } = useCombo();
  const hold = useHold({
    press: () => {
      effects.burst(add());
      onPress();
    },
    sink: () =>
      face.current && !prefersReducedMotion() && moveTo(face.current, 'translateY(0.75rem) scale(0.99)', false),
    lift: () => face.current && !prefersReducedMotion() && moveTo(face.current, 'translateY(0rem) scale(1)', true),
  });
  return (
    <div className="disc-stage">
      <Burst ref={effects.ref} />
      <button
        type="button"
        className="disc"
        style={glyphsOf(value)}
        data-testid="press"
        data-milestone={milestone?.goal}
        aria-describedby="count-now"
        {...hold}
      >
        <span className="disc-face" ref={face}>
          <span className="disc-count" aria-hidden="true">
            <RollingNumber value={value} stale={stale} />
          </span>
          <span className="visually-hidden">{words.press}</span>
          <span className="disc-word" aria-hidden="true">
            {combo < LEVELS[0] ? words.press : words.combo(formatNumber(combo))}
          </span>
        </span>
      </button>
      <ComboRing combo={combo} />
      {milestone !== undefined && <Confetti key={milestone.goal} />}
      <span className="visually-hidden" id="count-now">
        {value === undefined ? '' : words.countNow(formatNumber(value))}
      </span>
    </div>
  );
}
