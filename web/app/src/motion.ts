/** Returns whether the user's system requests reduced motion. */
export function prefersReducedMotion(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** The only properties that the page animates, because they need no layout. */
interface Motion {
  readonly transform: string[];
  readonly opacity?: number[];
}

interface Timing {
  /** In milliseconds. */
  readonly duration: number;
  /** In milliseconds; the element has its first state meanwhile. */
  readonly delay?: number;
  readonly easing?: string;
}

/** Animates an element once. Afterwards it looks as before. */
export function animate(element: Element, { transform, opacity }: Motion, timing: Timing): void {
  const options = { fill: 'backwards', easing: 'ease-out', ...timing } as const;
  element.animate({ transform }, options);
  if (opacity !== undefined) {
    element.animate({ opacity }, { ...options, easing: 'linear' });
  }
}

/** Moves an element from where it is, and leaves it there. With a bounce it swings first. */
export function moveTo(element: Element, transform: string, bounces: boolean): void {
  element.animate(
    { transform },
    bounces
      ? {
          duration: 420,
          easing: 'linear(0, 0.34, 0.84, 1.13, 1.2, 1.14, 1.03, 0.96, 0.95, 0.98, 1.01, 1)',
          fill: 'forwards',
        }
      : { duration: 130, easing: 'cubic-bezier(0.2, 0.9, 0.3, 1)', fill: 'forwards' },
  );
}
