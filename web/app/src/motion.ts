import { spring } from 'motion';
import { animate } from 'motion/mini';

/** Returns whether the user's system requests reduced motion. */
export function prefersReducedMotion(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** Animates an element to a scale and an offset with a spring. The page animates only transform and opacity. */
export function springTo(element: Element, transform: string, bounce = 0.45): void {
  animate(element, { transform }, { type: spring, visualDuration: 0.22, bounce });
}

export { animate };
