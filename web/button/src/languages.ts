import type { Plural } from './words.js';

/** The texts of the button. */
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
  readonly announcement: Plural;
}

const en: Texts = {
  heart: 'Like',
  thumb: 'Like',
  star: 'Star',
  clap: 'Clap',
  plus: 'Count up',
  name: '{label}, {count}',
  loading: 'The count is loading',
  waiting: 'No connection. Presses are sent later.',
  failed: 'The count is not available',
  announcement: {
    one: 'You pressed once. The count is {count}.',
    other: 'You pressed {presses} times. The count is {count}.',
  },
};

const de: Texts = {
  heart: 'Gefällt mir',
  thumb: 'Gefällt mir',
  star: 'Stern',
  clap: 'Applaus',
  plus: 'Hochzählen',
  name: '{label}, {count}',
  loading: 'Der Stand wird geladen',
  waiting: 'Keine Verbindung. Klicks werden später gesendet.',
  failed: 'Der Stand ist nicht verfügbar',
  announcement: {
    one: 'Du hast einmal gedrückt. Der Stand ist {count}.',
    other: 'Du hast {presses}-mal gedrückt. Der Stand ist {count}.',
  },
};

/** The texts by language. Other languages get the first one. */
export const LANGUAGES: Readonly<Record<string, Texts>> = { en, de };
