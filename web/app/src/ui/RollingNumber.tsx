import { memo, useState } from 'react';
import { formatNumber } from '../format.js';
import './rolling-number.css';

interface Rolled {
  readonly glyph: string;
  readonly before: string | undefined;
  readonly turn: number;
}

const Digit = memo(function Digit({ glyph, way }: { readonly glyph: string; readonly way: 'up' | 'down' }) {
  const [rolled, setRolled] = useState<Rolled>({ glyph, before: undefined, turn: 0 });
  if (rolled.glyph !== glyph) {
    setRolled({ glyph, before: rolled.glyph, turn: rolled.turn + 1 });
  }
  return (
    <span className="digit" data-way={way}>
      {rolled.before !== undefined && (
        <span className="digit-out" key={`out${rolled.turn}`}>
          {rolled.before}
        </span>
      )}
      <span className={rolled.turn === 0 ? undefined : 'digit-in'} key={`in${rolled.turn}`}>
        {rolled.glyph}
      </span>
    </span>
  );
});

/** A number of which only the digits roll that changed; up or down, as the number went. */
export const RollingNumber = memo(function RollingNumber({ value }: { readonly value: number | undefined }) {
  const [seen, setSeen] = useState<{ value: number | undefined; way: 'up' | 'down' }>({ value, way: 'up' });
  if (seen.value !== value) {
    setSeen({ value, way: (value ?? 0) < (seen.value ?? 0) ? 'down' : 'up' });
  }
  const text = value === undefined ? '\u2013' : formatNumber(value);
  const glyphs = [...text];
  return (
    <span className="rolling" data-testid="count" data-value={value}>
      <span className="visually-hidden">{text}</span>
      <span className="rolling" aria-hidden="true">
        {glyphs.map((glyph, index) => (
          <Digit key={glyphs.length - index} glyph={glyph} way={seen.way} />
        ))}
      </span>
    </span>
  );
});
