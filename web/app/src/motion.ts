import { spring } from 'motion';
import { animate } from 'motion/mini';

/** Whether people asked their system for less motion. */
export function prefersReducedMotion(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** Lets an element spring to a scale and an offset; transform and opacity are all that is ever animated. */
export function springTo(element: Element, transform: string, bounce = 0.45): void {
  animate(element, { transform }, { type: spring, visualDuration: 0.22, bounce });
}

export { animate };
