import { useEffect, useRef, type KeyboardEvent } from 'react';
import { formatNumber, glyphsOf } from '../format.js';
import { animate, prefersReducedMotion, springTo } from '../motion.js';
import { RollingNumber } from '../ui/RollingNumber.js';
import { words } from '../words/words.js';
import { Burst, useBurst } from './Burst.js';

interface DiscProps {
  readonly value: number | undefined;
  /** Whether the number may be old. */
  readonly stale: boolean;
  /** Grows with each total that a press on another page has changed. */
  readonly othersTurn: number;
  readonly onPress: () => void;
}

/** The button with the number, animated on each press. */
export function Disc({ value, stale, othersTurn, onPress }: DiscProps) {
  const face = useRef<HTMLSpanElement>(null);
  const ring = useRef<HTMLSpanElement>(null);
  const { ref, burst } = useBurst();
  const sink = () =>
    face.current && !prefersReducedMotion() && springTo(face.current, 'translateY(0.75rem) scale(0.99)', 0.1);
  const lift = () =>
    face.current && !prefersReducedMotion() && springTo(face.current, 'translateY(0rem) scale(1)', 0.55);

  useEffect(() => {
    if (othersTurn > 0 && ring.current !== null && !prefersReducedMotion()) {
      animate(ring.current, { transform: ['scale(1)', 'scale(1.16)'], opacity: [0.5, 0] }, { duration: 0.9 });
    }
  }, [othersTurn]);

  const keys = (down: boolean) => (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') {
      return;
    }
    if (event.repeat) {
      // A held key counts as one press.
      event.preventDefault();
    } else if (down) {
      sink();
    } else {
      lift();
    }
  };

  return (
    <div className="disc-stage">
      <span className="disc-ring" ref={ring} aria-hidden="true" />
      <Burst ref={ref} />
      <button
        type="button"
        className="disc"
        style={glyphsOf(value)}
        data-testid="press"
        aria-describedby="count-now"
        onPointerDown={sink}
        onPointerUp={lift}
        onPointerLeave={lift}
        onPointerCancel={lift}
        onKeyDown={keys(true)}
        onKeyUp={keys(false)}
        onClick={() => {
          burst();
          onPress();
        }}
      >
        <span className="disc-face" ref={face}>
          <span className="disc-count" aria-hidden="true">
            <RollingNumber value={value} stale={stale} />
          </span>
          <span className="disc-word">{words.press}</span>
        </span>
      </button>
      <span className="visually-hidden" id="count-now">
        {value === undefined ? '' : words.countNow(formatNumber(value))}
      </span>
    </div>
  );
}
