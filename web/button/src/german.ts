import type { EffectTexts, Texts, VoteTexts } from './languages.js';

export const texts: Texts & EffectTexts & VoteTexts = {
  heart: 'Gefällt mir',
  thumb: 'Gefällt mir',
  star: 'Stern',
  clap: 'Applaus',
  plus: 'Hochzählen',
  up: 'Dafür stimmen',
  down: 'Dagegen stimmen',
  name: '{label}, {count}',
  own: '{name}, {mine} von dir',
  limit: 'Mehr als {mine}-mal kannst du nicht klatschen',
  loading: 'Der Stand wird geladen',
  waiting: 'Keine Verbindung. Klicks werden später gesendet.',
  failed: 'Der Stand ist nicht verfügbar',
  announcement: {
    one: 'Du hast einmal gedrückt. Der Stand ist {count}.',
    other: 'Du hast {presses}-mal gedrückt. Der Stand ist {count}.',
  },
};
