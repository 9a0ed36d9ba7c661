import { useCallback, useRef, type RefObject } from 'react';
import { animate, prefersReducedMotion } from '../motion.js';

const STROKES = 48;
const PER_PRESS = 8;
const PLUSES = 6;

/** Returns a function that plays the press animation. Its elements are created once and reused. */
export function useBurst(): { readonly ref: RefObject<HTMLDivElement | null>; readonly burst: () => void } {
  const ref = useRef<HTMLDivElement>(null);
  const turn = useRef(0);
  const burst = useCallback(() => {
    const parts = ref.current?.children;
    if (parts === undefined || prefersReducedMotion()) {
      return;
    }
    turn.current++;
    for (let part = 0; part < PER_PRESS; part++) {
      fly(parts[(turn.current * PER_PRESS + part) % STROKES]!, part);
    }
    rise(parts[STROKES + (turn.current % PLUSES)]!);
  }, []);
  return { ref, burst };
}

/** Animates a stroke outwards from a random place on the disc's edge. */
function fly(stroke: Element, part: number): void {
  const angle = ((part + Math.random()) / PER_PRESS) * 360;
  const way = 30 + Math.random() * 45;
  const at = (distance: string, scale: number) => `rotate(${angle}deg) translateY(${distance}) scaleY(${scale})`;
  const start = 'calc(var(--disc) * -0.47)';
  animate(
    stroke,
    {
      transform: [at(start, 0.4), at(`calc(var(--disc) * -0.47 - ${way}px)`, 1)],
      opacity: [1, 1, 0],
    },
    { duration: 0.55 + Math.random() * 0.25, ease: [0.1, 0.8, 0.3, 1] },
  );
}

function rise(plus: Element): void {
  const aside = (Math.random() - 0.5) * 120;
  const from = `translate(${aside}px, calc(var(--disc) * -0.36))`;
  animate(
    plus,
    { transform: [from, `translate(${aside * 1.2}px, calc(var(--disc) * -0.36 - 90px))`], opacity: [1, 1, 0] },
    { duration: 0.9, ease: 'easeOut' },
  );
}

export function Burst({ ref }: { readonly ref: RefObject<HTMLDivElement | null> }) {
  return (
    <div className="burst" ref={ref} aria-hidden="true">
      {Array.from({ length: STROKES }, (_, index) => (
        <i className="stroke" key={index} />
      ))}
      {Array.from({ length: PLUSES }, (_, index) => (
        <b className="plus" key={`plus${index}`}>
          +1
        </b>
      ))}
    </div>
  );
}
