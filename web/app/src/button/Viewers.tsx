import { memo, useCallback, useMemo, useRef, type RefObject } from 'preact/compat';
import { formatNumber, formatViewers } from '../format.js';
import { animate, prefersReducedMotion } from '../motion.js';

/** The most viewers that appear as marks. */
const MOST_MARKS = 20;

/** The animations of the viewers. */
export interface Bobs {
  readonly ref: RefObject<HTMLSpanElement | null>;
  /** Lets the own mark bob. */
  readonly bobOwn: () => void;
  /** Lets marks of others bob, spread over a time. */
  readonly bobOthers: (presses: number, overMs: number) => void;
}

function bob(mark: Element | undefined, delayMs: number): void {
  if (mark !== undefined && !prefersReducedMotion()) {
    animate(
      mark,
      { transform: ['translateY(0px)', 'translateY(-7px)', 'translateY(0px)'] },
      { delay: delayMs, duration: 320 },
    );
  }
}

export function useBobs(): Bobs {
  const ref = useRef<HTMLSpanElement>(null);
  const bobOwn = useCallback(() => bob(ref.current?.children[0], 0), []);
  const bobOthers = useCallback((presses: number, overMs: number) => {
    const others = [...(ref.current?.children ?? [])].slice(1);
    const first = Math.floor(Math.random() * Math.max(1, others.length));
    for (let press = 0; press < Math.min(presses, others.length); press++) {
      bob(others[(first + press) % others.length], (press / presses) * overMs);
    }
  }, []);
  return useMemo(() => ({ ref, bobOwn, bobOthers }), [bobOwn, bobOthers]);
}

interface ViewersProps extends Pick<Bobs, 'ref'> {
  readonly viewers: number | undefined;
  readonly atLeast?: boolean;
}

/** The viewers of the counter, each as a mark, the own one first. Many appear as a number. */
export const Viewers = memo(function Viewers({ viewers, atLeast = false, ref }: ViewersProps) {
  if (viewers === undefined || atLeast || viewers > MOST_MARKS) {
    return <>{viewers === undefined ? '\u2013' : formatViewers({ viewers, viewersAtLeast: atLeast })}</>;
  }
  return (
    <>
      <span className="visually-hidden">{formatNumber(viewers)}</span>
      <span className="viewers" ref={ref} aria-hidden="true">
        {Array.from({ length: viewers }, (_, index) => (
          <i key={index} />
        ))}
      </span>
    </>
  );
});
