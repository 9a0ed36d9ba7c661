import { isStill } from './motion.js';
import type { Numbers } from './numbers.js';
import { lazySheet } from './sheets.js';
import { fill, plural, type Words } from './words.js';
import type { EffectTexts, Texts } from './languages.js';

/** The minimum time between two announcements. */
const EVERY_MS = 4_000;

const STROKES = 8;

export const english: EffectTexts = {
  announcement: {
    one: 'You pressed once. The count is {count}.',
    other: 'You pressed {presses} times. The count is {count}.',
  },
};

const CSS = `
[part~='burst'] {
  position: absolute;
  inset-block-start: 50%;
  inset-inline-start: 50%;
  pointer-events: none;
}
[part~='burst'] i {
  position: absolute;
  inset-block-start: -0.3em;
  inset-inline-start: -0.1em;
  inline-size: 0.2em;
  block-size: 0.6em;
  border-radius: 0.1em;
  background: var(--accent);
  opacity: 0;
}
@media (forced-colors: active) {
  [part~='burst'] i { background: ButtonText }
}
`;

const styles = lazySheet(CSS);

/** The values of a button for an announcement. */
export interface Announced {
  readonly count: number | undefined;
  readonly numbers: Numbers;
  readonly words: Words<Texts>;
}

/**
 * The effects of a button's presses: a burst, and an announcement to screen readers. Presses are announced at most
 * every four seconds and in one sentence.
 */
export class Effects {
  readonly #burst = createBurst();
  readonly #region: HTMLElement;
  readonly #read: () => Announced;
  #presses = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(root: ShadowRoot, region: HTMLElement, read: () => Announced) {
    this.#region = region;
    this.#read = read;
    root.adoptedStyleSheets.push(styles());
  }

  press(control: HTMLElement): void {
    this.#presses++;
    this.#timer ??= setTimeout(() => this.#announce(), EVERY_MS);
    if (this.#burst.parentElement !== control) {
      control.append(this.#burst);
    }
    const icon = control.querySelector('svg');
    if (icon !== null) {
      playBurst(this.#burst, icon);
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#presses = 0;
  }

  #announce(): void {
    const presses = this.#presses;
    const { count, numbers, words } = this.#read();
    this.stop();
    if (count !== undefined) {
      const sentence = plural(words.language, { ...english, ...words.texts }.announcement, presses);
      this.#region.textContent = fill(sentence, { presses: numbers.exact(presses), count: numbers.exact(count) });
    }
  }
}

/** Creates the strokes of a burst, which each burst uses again. */
function createBurst(): HTMLElement {
  const burst = document.createElement('span');
  burst.setAttribute('part', 'burst');
  burst.setAttribute('aria-hidden', 'true');
  burst.append(...Array.from({ length: STROKES }, () => document.createElement('i')));
  return burst;
}

/** Lets the strokes fly outwards from the middle of the icon. */
function playBurst(burst: HTMLElement, icon: Element): void {
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
