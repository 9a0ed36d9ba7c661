import { memo } from 'react';
import { formatNumber } from '../format.js';
import { words } from '../words/words.js';

const GROUPS = 8;

function Group({ strokes }: { readonly strokes: number }) {
  const upright = [3, 9, 15, 21].slice(0, Math.min(strokes, 4));
  const path = upright.map((x) => `M${x} 3v18`).join('') + (strokes === 5 ? 'M-1 18 25 6' : '');
  return (
    <svg viewBox="-2 0 28 24" width="28" height="24">
      <path d={path} stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" />
    </svg>
  );
}

/** The last forty presses of this page as tally marks, in groups of five. */
export const TallyMarks = memo(function TallyMarks({ count }: { readonly count: number }) {
  const groups = Math.ceil(count / 5);
  const first = Math.max(0, groups - GROUPS);
  return (
    <div className="marks" data-testid="own-presses" data-value={count}>
      <p>{count === 0 ? words.noPressesYet : words.ownPresses(count, formatNumber(count), '')}</p>
      <div aria-hidden="true">
        {Array.from({ length: groups - first }, (_, index) => (
          <Group key={first + index} strokes={Math.min(5, count - (first + index) * 5)} />
        ))}
      </div>
    </div>
  );
});
