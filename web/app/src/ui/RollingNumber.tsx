import { memo, useState } from 'preact/compat';
import { formatNumber } from '../format.js';
import './rolling-number.css';

interface Rolled {
  readonly glyph: string;
  readonly before: string | undefined;
  readonly turn: number;
}

interface DigitProps {
  readonly glyph: string;
  readonly way: 'up' | 'down';
  readonly rolls: boolean;
}

const Digit = memo(function Digit({ glyph, way, rolls }: DigitProps) {
  const [rolled, setRolled] = useState<Rolled>({ glyph, before: undefined, turn: 0 });
  if (rolled.glyph !== glyph) {
    setRolled(rolls ? { glyph, before: rolled.glyph, turn: rolled.turn + 1 } : { glyph, before: undefined, turn: 0 });
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

interface Seen {
  readonly value: number | undefined;
  readonly at: number;
  readonly way: 'up' | 'down';
  readonly rolls: boolean;
}

interface RollingNumberProps {
  readonly value: number | undefined;
  /** The minimum time between two changes that roll, in milliseconds. Many rolling numbers overload a screen. */
  readonly restMs?: number;
  /** Whether the number may be old. It looks pale then. */
  readonly stale?: boolean;
}

/** A number that rolls its changed digits: up if the number grew, down if it shrank. */
export const RollingNumber = memo(function RollingNumber({ value, restMs = 0, stale = false }: RollingNumberProps) {
  const [seen, setSeen] = useState<Seen>(() => ({ value, at: Date.now(), way: 'up', rolls: true }));
  if (seen.value !== value) {
    const at = Date.now();
    setSeen({ value, at, way: (value ?? 0) < (seen.value ?? 0) ? 'down' : 'up', rolls: at - seen.at >= restMs });
  }
  const text = value === undefined ? '\u2013' : formatNumber(value);
  const glyphs = [...text];
  return (
    <span className="rolling" data-testid="count" data-value={value} data-stale={stale || undefined}>
      <span className="visually-hidden">{text}</span>
      <span className="rolling" aria-hidden="true">
        {glyphs.map((glyph, index) => (
          <Digit key={glyphs.length - index} glyph={glyph} way={seen.way} rolls={seen.rolls} />
        ))}
      </span>
    </span>
  );
});
