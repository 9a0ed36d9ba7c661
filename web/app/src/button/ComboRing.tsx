import { memo } from 'preact/compat';
import { words } from '../words/words.js';
import { LEVELS } from './use-combo.js';

const TICKS = LEVELS.at(-1)!;
/** The length of a stroke's place that the stroke fills. */
const TICK = 0.15;

/** Returns the word for a number of presses in a row, undefined if it is not celebrated. */
function cheerOf(combo: number): string | undefined {
  const level = LEVELS.find((one) => one === combo);
  return level === undefined ? undefined : words[`combo${level}`];
}

/** A ring with a stroke for each press in a row, and a word when a level is reached. */
export const ComboRing = memo(function ComboRing({ combo }: { readonly combo: number }) {
  const ticks = Math.min(combo, TICKS);
  const level = LEVELS.findLast((from) => combo >= from);
  return (
    <span className="combo" data-testid="combo" data-value={combo} data-level={level} aria-hidden="true">
      {ticks > 1 && (
        <svg viewBox="0 0 100 100">
          <circle
            cx="50"
            cy="50"
            r="47"
            pathLength={TICKS}
            strokeDasharray={`${`${TICK} ${1 - TICK} `.repeat(ticks)}0 ${TICKS}`}
          />
        </svg>
      )}
      {level !== undefined && (
        <b className="cheer" key={level}>
          {cheerOf(level)}
        </b>
      )}
    </span>
  );
});
