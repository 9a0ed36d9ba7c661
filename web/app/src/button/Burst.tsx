import { memo, useCallback, useMemo, useRef, type RefObject } from 'preact/compat';
import { formatSigned } from '../format.js';
import { animate, prefersReducedMotion } from '../motion.js';
import { LEVELS } from './use-combo.js';

const STROKES = 48;
const PER_PRESS = 8;
const PLUSES = 6;
const OTHERS = 48;

/** The most presses of others that fly in as strokes of one total. More appear as a number as well. */
const MOST_OTHERS = 12;
const FLIGHT_MS = 700;

/** The animations around the disc. Their elements are created once and reused. */
export interface Effects {
  readonly ref: RefObject<HTMLDivElement | null>;
  /** Plays the animation of a press, which grows with the number of presses in a row. */
  readonly burst: (combo: number) => void;
  /** Lets the presses of others fly in, spread over a time. */
  readonly flyIn: (presses: number, overMs: number) => void;
}

export function useEffects(): Effects {
  const ref = useRef<HTMLDivElement>(null);
  const turn = useRef({ stroke: 0, plus: 0, other: 0 });

  const burst = useCallback((combo: number) => {
    const parts = ref.current?.children;
    if (parts === undefined || prefersReducedMotion()) {
      return;
    }
    const level = LEVELS.findLastIndex((from) => combo >= from) + 1;
    const strokes = LEVELS.some((from) => from === combo) ? PER_PRESS * (level + 1) : PER_PRESS;
    for (let part = 0; part < strokes; part++) {
      flyOut(parts[turn.current.stroke++ % STROKES]!, (part + Math.random()) / strokes, 1 + level * 0.35);
    }
    rise(parts[STROKES + (turn.current.plus++ % PLUSES)]!);
  }, []);

  const flyIn = useCallback((presses: number, overMs: number) => {
    const parts = ref.current?.children;
    if (parts === undefined || prefersReducedMotion()) {
      return;
    }
    const room = Math.ceil((OTHERS * overMs) / (FLIGHT_MS + overMs));
    const strokes = Math.min(presses, MOST_OTHERS, room);
    for (let part = 0; part < strokes; part++) {
      land(parts[STROKES + PLUSES + (turn.current.other++ % OTHERS)]!, ((part + Math.random()) / strokes) * overMs);
    }
    if (presses > MOST_OTHERS) {
      const label = parts[STROKES + PLUSES + OTHERS]!;
      label.textContent = formatSigned(presses);
      drift(label);
    }
  }, []);

  return useMemo(() => ({ ref, burst, flyIn }), [burst, flyIn]);
}

/** Animates a stroke outwards from the disc's edge. */
function flyOut(stroke: Element, turn: number, power: number): void {
  const angle = turn * 360;
  const way = (30 + Math.random() * 45) * power;
  const at = (distance: string, scale: number) => `rotate(${angle}deg) translateY(${distance}) scaleY(${scale})`;
  animate(
    stroke,
    {
      transform: [
        at('calc(var(--disc) * -0.47)', 0.4 * power),
        at(`calc(var(--disc) * -0.47 - ${way}px)`, Math.min(1.6, power)),
      ],
      opacity: [1, 1, 0],
    },
    { duration: 550 + Math.random() * 250, easing: 'cubic-bezier(0.1, 0.8, 0.3, 1)' },
  );
}

/** Animates a stroke inwards to the disc's edge, after a delay. */
function land(stroke: Element, delayMs: number): void {
  // The text above the disc stays readable.
  const angle = 42 + Math.random() * 276;
  const way = 70 + Math.random() * 70;
  const at = (distance: string, scale: number) => `rotate(${angle}deg) translateY(${distance}) scaleY(${scale})`;
  animate(
    stroke,
    {
      transform: [at(`calc(var(--disc) * -0.5 - ${way}px)`, 1), at('calc(var(--disc) * -0.48)', 0.6)],
      opacity: [0, 1, 1, 0],
    },
    { delay: delayMs, duration: FLIGHT_MS, easing: 'cubic-bezier(0.5, 0, 0.8, 0.4)' },
  );
}

/** Animates a "+1" from the disc's edge to a side, because the text above stays readable. */
function rise(plus: Element): void {
  const side = Math.random() < 0.5 ? -1 : 1;
  const angle = side * (50 + Math.random() * 62);
  const at = (distance: string) => `rotate(${angle}deg) translateY(${distance}) rotate(${-angle}deg)`;
  animate(
    plus,
    { transform: [at('calc(var(--disc) * -0.5)'), at('calc(var(--disc) * -0.5 - 44px)')], opacity: [1, 1, 0] },
    { duration: 900 },
  );
}

/** Animates the number of many presses of others beside the disc. */
function drift(label: Element): void {
  const at = (distance: string) => `translate(calc(-50% + ${distance}), ${distance})`;
  animate(
    label,
    { transform: [at('calc(var(--disc) * 0.47)'), at('calc(var(--disc) * 0.43)')], opacity: [0, 1, 1, 0] },
    { duration: 1_400 },
  );
}

/** The elements of the animations. They are rendered once, because the disc changes with each press and total. */
export const Burst = memo(function Burst({ ref }: Pick<Effects, 'ref'>) {
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
      {Array.from({ length: OTHERS }, (_, index) => (
        <i className="stroke stroke-other" key={`other${index}`} />
      ))}
      <b className="plus plus-others" />
    </div>
  );
});
