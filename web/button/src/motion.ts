/** Returns whether the user wants fewer movements, or the browser cannot animate. */
export function isStill(element: Element): boolean {
  return !('animate' in element) || matchMedia('(prefers-reduced-motion: reduce)').matches;
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
