import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { afterEach, expect, test } from 'vitest';
import { formatClock, formatMilliseconds, formatNumber, presses } from '../src/format.js';
import { de } from '../src/words/de.js';
import { en } from '../src/words/en.js';
import { chooseLanguage, loadWords, words } from '../src/words/words.js';

afterEach(() => loadWords(['en']));

/** The attributes with values for people. */
const SPOKEN = new Set(['alt', 'aria-label', 'aria-description', 'label', 'placeholder', 'title']);

/** The name of the product is the same in every language. */
const NAMES = new Set(['Tally', '+1']);

const hasLetters = (text: string) => /\p{L}/u.test(text) && !NAMES.has(text.trim());

/** Returns the words in the elements and in the spoken attributes of a component. */
function literalWords(file: string): string[] {
  const found: string[] = [];
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && hasLetters(node.text)) {
      found.push(node.text.trim());
    }
    if (ts.isJsxAttribute(node) && SPOKEN.has(node.name.getText()) && /['"`]/.test(node.initializer?.getText() ?? '')) {
      found.push(node.getText());
    }
    if (ts.isStringLiteralLike(node) && /^[A-Z]\p{L}* \p{L}/u.test(node.text)) {
      found.push(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test('tables_allLanguages_haveTheSameKeysAndParameters', () => {
  expect(Object.keys(de)).toEqual(Object.keys(en));
  const shapes = (table: object) =>
    Object.entries(table).map(([key, text]) => [key, typeof text, typeof text === 'function' ? text.length : 0]);
  expect(shapes(de)).toEqual(shapes(en));
});

test('tables_everyText_isNotEmpty', () => {
  for (const table of [en, de]) {
    const texts = Object.values(table).map((text) =>
      typeof text === 'string' ? text : (text as Function)('1', '2', '3'),
    );
    expect(texts.filter((text) => text.trim() === '')).toEqual([]);
  }
});

const components = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx'));

test.each(components)('component_%s_hasNoLiteralWords', (file) => {
  expect(literalWords(`src/${file}`)).toEqual([]);
});

test.each([
  [['de-AT', 'en'], { language: 'de', locale: 'de-AT' }],
  [['en-GB'], { language: 'en', locale: 'en-GB' }],
  [['fr-FR', 'de'], { language: 'de', locale: 'de' }],
  [['fr', 'constructor'], { language: 'en', locale: 'en' }],
  [[], { language: 'en', locale: 'en' }],
])('chooseLanguage_%o', (languages, chosen) => {
  expect(chooseLanguage(languages)).toEqual(chosen);
});

test('loadWords_german_changesWordsNumbersAndTheDocument', async () => {
  await loadWords(['de-DE']);
  expect(words.press).toBe('Dr\u00fccken');
  expect(document.documentElement.lang).toBe('de');
  expect([formatNumber(1285), presses(1), presses(2)]).toEqual(['1.285', '1 Klick', '2 Klicks']);
  expect(formatClock(new Date(2026, 10, 29, 9, 10).getTime())).toBe('09:10');
  await loadWords(['en-US']);
  expect(document.documentElement.lang).toBe('en');
  expect(formatClock(new Date(2026, 10, 29, 9, 10).getTime())).toMatch(/^9:10\sAM$/);
  expect(formatMilliseconds(12_345)).toBe('12.3 s');
});
