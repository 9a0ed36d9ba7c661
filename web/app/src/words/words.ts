import { en, type Words } from './en.js';

const OTHERS: Readonly<Record<string, () => Promise<Words>>> = {
  de: () => import('./de.js').then(({ de }) => de),
};

/** The words of the page in the user's language. They are set before the first rendering. */
export let words: Words = en;

/** The user's locale for numbers and times, with the language of the words. */
export let locale = 'en';

/** Returns the first of the user's languages that has a table, English without one. */
export function chooseLanguage(languages: readonly string[]): { readonly language: string; readonly locale: string } {
  for (const tag of languages) {
    const language = tag.split('-')[0]!.toLowerCase();
    if (language === 'en' || Object.hasOwn(OTHERS, language)) {
      return { language, locale: tag };
    }
  }
  return { language: 'en', locale: 'en' };
}

/** Loads the words of the user's language, and names it in the document. */
export async function loadWords(languages: readonly string[] = navigator.languages): Promise<void> {
  const chosen = chooseLanguage(languages);
  try {
    words = (await OTHERS[chosen.language]?.()) ?? en;
    locale = chosen.locale;
    document.documentElement.lang = chosen.language;
  } catch {
    // Without the table, the page stays in English.
  }
}
