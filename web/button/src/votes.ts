import { boundsOf, type CounterKind } from '@tally/client';
import { drawIcon } from './icons.js';
import type { Texts, VoteTexts } from './languages.js';
import type { Numbers } from './numbers.js';
import { lazySheet } from './sheets.js';
import { fill } from './words.js';

const CLAP =
  'M9.8 20.2a5.6 5.6 0 0 1-5-3L2.7 13a1.4 1.4 0 0 1 2.4-1.4l1.2 1.7-2-6.2a1.4 1.4 0 0 1 2.6-.9l1.6 4.2-.9-5.9a1.4 1.4 0 0 1 2.7-.5l1.2 5.6.2-4.6a1.4 1.4 0 0 1 2.8 0l.3 8.2a6.6 6.6 0 0 1-5 7ZM17 4.5l1.2-2M19.5 7.5l2-1M19.8 11h2';

/** The two buttons of a counter of the kind `updown`, with their votes and icons. */
const DIRECTIONS = [
  ['up', 1, 'M12 20V5M5.5 11.5 12 5l6.5 6.5'],
  ['down', -1, 'M12 4v15M5.5 12.5 12 19l6.5-6.5'],
] as const;

export const english: VoteTexts = {
  up: 'Vote up',
  down: 'Vote down',
  own: '{name}, {mine} from you',
  limit: 'All {mine} claps are given',
};

const CSS = `
[role='group'] { padding: 0 0.2em }
[role='group'] button {
  display: flex;
  padding: 0.6em;
  border: 0;
  border-radius: inherit;
  background: none;
  color: inherit;
  font: inherit;
}
[role='group'] [part~='pressed'] [part~='icon'] { stroke-width: 4 }
[part~='mine'] {
  position: absolute;
  inset-block-end: 100%;
  inset-inline-end: 1em;
  color: var(--accent);
  font-size: 0.75em;
  unicode-bidi: plaintext;
}
@media (forced-colors: active) {
  [part~='mine'] { color: CanvasText }
}
`;

const styles = lazySheet(CSS);

/** The values of a button with votes. */
export interface VoteValues {
  readonly kind: CounterKind;
  /** The voter's own value. */
  readonly mine: number;
  /** The attribute `label`. */
  readonly label: string | null;
  /** The name with the exact count. */
  readonly name: string;
  /** The exact count. */
  readonly exact: string | undefined;
  readonly numbers: Numbers;
  readonly texts: Texts;
}

/** The looks of votes in a button: the two buttons of `updown~`, the own claps of `clap~`, and their icons. */
export class Votes {
  /** The number of the voter's own claps. */
  readonly #mine = document.createElement('span');
  readonly #createButton: (vote: 1 | -1) => HTMLElement;

  constructor(root: ShadowRoot, createButton: (vote: 1 | -1) => HTMLElement) {
    this.#createButton = createButton;
    this.#mine.setAttribute('part', 'mine');
    this.#mine.setAttribute('aria-hidden', 'true');
    root.adoptedStyleSheets.push(styles());
  }

  /** Shows the votes. Returns the name with the own claps. */
  show(control: HTMLElement, values: VoteValues): string {
    const texts: VoteTexts = { ...english, ...values.texts };
    if (control.getAttribute('role') === 'group') {
      this.#showGroup(control, texts, values);
      return values.name;
    }
    if (control.dataset['icon'] === 'clap') {
      control.querySelector('path')!.setAttribute('d', CLAP);
    }
    const { kind, mine, name, numbers } = values;
    if (kind !== 'clap' || mine === 0) {
      this.#mine.remove();
      return name;
    }
    this.#mine.textContent = `+${numbers.exact(mine)}`;
    if (this.#mine.parentElement !== control) {
      control.append(this.#mine);
    }
    return fill(texts.own, { name, mine: numbers.exact(mine) });
  }

  /** Announces that all claps are given, if they are. Returns whether they are. */
  announceLimit(region: HTMLElement, mine: number, numbers: Numbers, texts: Texts): boolean {
    const isLast = mine >= boundsOf('clap')[1];
    if (isLast) {
      region.textContent = fill({ ...english, ...texts }.limit, { mine: numbers.exact(mine) });
    }
    return isLast;
  }

  #showGroup(group: HTMLElement, texts: VoteTexts, { exact, label, mine, name }: VoteValues): void {
    if (group.querySelector('button') === null) {
      const [up, down] = DIRECTIONS.map(([, vote, path]) => {
        const button = this.#createButton(vote);
        button.append(drawIcon(path));
        return button;
      });
      group.prepend(up!);
      group.append(down!);
    }
    group.setAttribute('aria-label', label ? name : (exact ?? ''));
    group.querySelectorAll('button').forEach((button, index) => {
      const [direction, vote] = DIRECTIONS[index]!;
      button.setAttribute('part', mine === vote ? `${direction} pressed` : direction);
      button.setAttribute('aria-pressed', String(mine === vote));
      button.setAttribute('aria-label', texts[direction]);
    });
  }
}
