import { memo } from 'preact/compat';
import { formatNumber } from '../format.js';
import { words } from '../words/words.js';

const GROUPS = 8;
const ACROSS = 'M-1 18 25 6';

function strokesOf(count: number): string {
  const upright = [3, 9, 15, 21].slice(0, Math.min(count, 4));
  return upright.map((x) => `M${x} 3v18`).join('') + (count === 5 ? ACROSS : '');
}

/** The path of a full group: four strokes and one across them. */
export const STROKES_OF_FIVE = strokesOf(5);

function Group({ strokes }: { readonly strokes: number }) {
  return (
    <svg viewBox="-2 0 28 24" width="28" height="24">
      <path d={strokesOf(strokes)} stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" />
    </svg>
  );
}

interface TallyMarksProps {
  /** The sum of the own presses. */
  readonly count: number;
  /** The shown number, of which the own presses are a part. */
  readonly of: number | undefined;
}

/** The last forty own presses as tally marks, in groups of five. */
export const TallyMarks = memo(function TallyMarks({ count, of }: TallyMarksProps) {
  const groups = Math.ceil(count / 5);
  const first = Math.max(0, groups - GROUPS);
  const all = of === undefined ? '' : formatNumber(of);
  return (
    <div className="marks" data-testid="own-presses" data-value={count}>
      <p>{count === 0 ? words.noPressesYet : words.ownPresses(count, formatNumber(count), all)}</p>
      <div aria-hidden="true">
        {Array.from({ length: groups - first }, (_, index) => (
          <Group key={first + index} strokes={Math.min(5, count - (first + index) * 5)} />
        ))}
      </div>
    </div>
  );
});
