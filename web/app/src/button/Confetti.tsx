import { useState, type CSSProperties } from 'preact/compat';
import { prefersReducedMotion } from '../motion.js';
import { STROKES_OF_FIVE } from './TallyMarks.js';

const PIECES = 44;
const COLOURS = ['--accent', '--ink', '--others', '--accent-ink'] as const;

/** Returns the way of a piece: out of the disc, then down. */
function wayOf(index: number): CSSProperties {
  const angle = (index / PIECES) * 2 * Math.PI;
  const reach = 24 + Math.random() * 30;
  return {
    '--x': `${Math.sin(angle) * reach}vmax`,
    '--y': `${-Math.abs(Math.cos(angle)) * reach * 0.7 - 6}vmax`,
    '--turn': `${(Math.random() - 0.5) * 900}deg`,
    '--wait': `${Math.random() * 160}ms`,
    color: `var(${COLOURS[index % COLOURS.length]})`,
  } as CSSProperties;
}

/** Tally marks that fly out of the disc once. Without motion there are none. */
export function Confetti() {
  const [ways] = useState(() =>
    prefersReducedMotion() ? [] : Array.from({ length: PIECES }, (_, index) => wayOf(index)),
  );
  return (
    <span className="confetti" data-testid="confetti" aria-hidden="true">
      {ways.map((way, index) => (
        <svg key={index} style={way} viewBox="-2 0 28 24" width="28" height="24">
          <path d={STROKES_OF_FIVE} stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
        </svg>
      ))}
    </span>
  );
}
