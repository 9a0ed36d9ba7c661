import { useCallback, useEffect, useRef, useState } from 'preact/compat';
import { prefersReducedMotion } from '../motion.js';

/** The maximum pause between two presses in a row. */
const PAUSE_MS = 1_000;

/** The numbers of presses in a row that are celebrated. */
export const LEVELS = [10, 25, 50] as const;

/** Returns the number of presses in a row, and the function that adds one. Without motion there is no row. */
export function useCombo(): { readonly combo: number; readonly add: () => number } {
  const [combo, setCombo] = useState(0);
  const count = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const add = useCallback(() => {
    if (prefersReducedMotion()) {
      return 0;
    }
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setCombo((count.current = 0)), PAUSE_MS);
    setCombo(++count.current);
    return count.current;
  }, []);
  return { combo, add };
}
