import { describe, expect, it } from 'vitest';
import { english as effects } from '../src/effects.js';
import { texts as de } from '../src/german.js';
import { en as core } from '../src/languages.js';
import { english as votes } from '../src/votes.js';
import { fill, plural, wordsFor } from '../src/words.js';

const en = { ...core, ...effects, ...votes };

/** Returns the keys of a table with the names in braces of each text. */
function shape(table: object): object {
  const names = (text: unknown) => [...JSON.stringify(text).matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  return Object.fromEntries(
    Object.entries(table).map(([key, text]) => [key, typeof text === 'string' ? names(text) : Object.keys(text)]),
  );
}

describe('the tables', () => {
  it('have the same keys with the same names in braces', () => {
    expect(shape(de)).toEqual(shape(en));
  });

  it('have no empty text', () => {
    expect(JSON.stringify([en, de])).not.toContain('""');
  });
});

describe('wordsFor', () => {
  const tables = { en: 'english', de: 'german', 'pt-BR': 'brazilian' };

  it.each([
    ['de', 'german', 'de'],
    ['de-at', 'german', 'de-AT'],
    ['pt-br', 'brazilian', 'pt-BR'],
    ['pt', 'english', 'pt'],
    ['fr-CA', 'english', 'fr-CA'],
    ['constructor', 'english', 'en'],
    ['de_DE', 'english', 'en'],
    ['', 'english', 'en'],
    [null, 'english', 'en'],
  ])('of %s is %s', (requested, texts, locale) => {
    expect(wordsFor(tables, requested)).toMatchObject({ texts, locale });
  });
});

describe('a text', () => {
  it('is filled, and keeps unknown names', () => {
    expect(fill('{a} of {b}, {a}', { a: '1' })).toBe('1 of {b}, 1');
  });

  it('has the form of the number', () => {
    expect(plural('en', { one: 'one', other: 'many' }, 1)).toBe('one');
    expect(plural('pl', { one: 'one', few: 'few', other: 'many' }, 3)).toBe('few');
    expect(plural('en', { other: 'many' }, 1)).toBe('many');
  });
});
