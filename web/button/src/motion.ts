const STROKES = 8;

/** Returns whether the user wants fewer movements, or the browser cannot animate. */
function isStill(element: Element): boolean {
  return !('animate' in element) || matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** Creates the strokes of a burst, which each burst uses again. */
export function createBurst(): HTMLElement {
  const burst = document.createElement('span');
  burst.setAttribute('part', 'burst');
  burst.setAttribute('aria-hidden', 'true');
  burst.append(...Array.from({ length: STROKES }, () => document.createElement('i')));
  return burst;
}

/** Lets the strokes fly outwards from the middle of the icon. */
export function playBurst(burst: HTMLElement, icon: Element): void {
  if (isStill(burst)) {
    return;
  }
  const from = burst.getBoundingClientRect();
  const { left, top, width, height } = icon.getBoundingClientRect();
  const start = `translate(${left + width / 2 - from.left}px, ${top + height / 2 - from.top}px)`;
  [...burst.children].forEach((stroke, index) => {
    const angle = ((index + Math.random()) / STROKES) * 360;
    const at = (distance: number, size: number) =>
      `${start} rotate(${angle}deg) translateY(${distance}em) scaleY(${size})`;
    stroke.animate(
      { transform: [at(-0.8, 0.4), at(-1.4 - Math.random() * 0.5, 1)], opacity: [1, 1, 0] },
      { duration: 500 + Math.random() * 200, easing: 'cubic-bezier(0.1, 0.8, 0.3, 1)' },
    );
  });
}

/** Lets a new number rise into its place. */
export function playChange(count: HTMLElement): void {
  if (!isStill(count)) {
    count.animate(
      { transform: ['translateY(0.35em)', 'none'], opacity: [0.3, 1] },
      { duration: 160, easing: 'ease-out' },
    );
  }
}
