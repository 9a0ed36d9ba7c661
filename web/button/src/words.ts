/** The forms of a text by number, by the categories of `Intl.PluralRules`. */
export type Plural = { readonly [Category in Intl.LDMLPluralRule]?: string } & { readonly other: string };

/** The texts of one language. Texts may contain names in braces, such as `{count}`. */
export type Table = Readonly<Record<string, string | Plural>>;

/** The texts of the chosen language, with the locale for its numbers. */
export interface Words<T> {
  /** The language of the texts, such as `de`. */
  readonly language: string;
  /** The locale for numbers: the requested one if it is valid, such as `de-AT`. */
  readonly locale: string;
  readonly texts: T;
}

/**
 * Chooses the table of a locale: the one of the whole locale, of its language, or the first table.
 *
 * @example
 * wordsFor({ en: { like: 'Like' }, de: { like: 'Gefällt mir' } }, 'de-AT').texts.like; // 'Gefällt mir'
 */
export function wordsFor<T>(tables: Readonly<Record<string, T>>, requested: string | null | undefined): Words<T> {
  const fallback = Object.keys(tables)[0]!;
  const locale = canonical(requested) ?? fallback;
  const language = [locale, locale.split('-')[0]!].find((tag) => Object.hasOwn(tables, tag)) ?? fallback;
  return { language, locale, texts: tables[language]! };
}

/**
 * Replaces the names in braces.
 *
 * @example
 * fill('The count is {count}.', { count: '5' }); // 'The count is 5.'
 */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (name, key: string) => values[key] ?? name);
}

/** Returns the form of a text for a number, by the rules of the language. */
export function plural(language: string, forms: Plural, number: number): string {
  return forms[new Intl.PluralRules(language).select(number)] ?? forms.other;
}

function canonical(locale: string | null | undefined): string | undefined {
  try {
    return Intl.getCanonicalLocales(locale ?? [])[0];
  } catch {
    return undefined;
  }
}
