import { wordsFor, type Plural, type Words } from './words.js';

/** The texts of the button. The English ones of a part are in the part. */
export interface Texts {
  /** The labels for screen readers of buttons without a label, by icon. */
  readonly heart: string;
  readonly thumb: string;
  readonly star: string;
  readonly clap: string;
  readonly plus: string;
  /** The name of the button: its label and the exact count. */
  readonly name: string;
  readonly loading: string;
  readonly waiting: string;
  readonly failed: string;
}

/** The texts that only a press needs. */
export interface EffectTexts {
  readonly announcement: Plural;
}

/** The texts that only votes need. */
export interface VoteTexts {
  /** The labels of the two buttons of `updown~`. */
  readonly up: string;
  readonly down: string;
  /** The name with the number of the voter's own claps. */
  readonly own: string;
  /** The announcement after the last clap that counts. */
  readonly limit: string;
}

export const en: Texts = {
  heart: 'Like',
  thumb: 'Like',
  star: 'Star',
  clap: 'Clap',
  plus: 'Count up',
  name: '{label}, {count}',
  loading: 'The count is loading',
  waiting: 'No connection. Presses are sent later.',
  failed: 'The count is not available',
};

/** The texts by language: loaded, or with their load. Other languages get the first ones. */
const tables: Record<string, Texts | (() => Promise<{ readonly texts: Texts }>)> = {
  en,
  de: () => import('./german.js'),
};

/**
 * Chooses the texts of a locale: the English texts until others are loaded.
 *
 * @param onLoad runs after the texts of the locale are loaded
 */
export function textsFor(requested: string, onLoad: () => void): Words<Texts> {
  const { language, locale, texts } = wordsFor(tables, requested);
  if (typeof texts !== 'function') {
    return { language, locale, texts };
  }
  texts().then(
    (loaded) => {
      tables[language] = loaded.texts;
      onLoad();
    },
    () => {},
  );
  return { language: 'en', locale, texts: en };
}
