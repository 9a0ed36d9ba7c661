/** Numbers from here on are shortened, such as 12.3K. */
const SHORTENED_FROM = 10_000;

/** The formats of a locale for counts. */
export class Numbers {
  readonly #exact: Intl.NumberFormat;
  readonly #short: Intl.NumberFormat;

  constructor(locale: string) {
    this.#exact = new Intl.NumberFormat(locale);
    this.#short = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  }

  /** Returns all digits of a number, such as 12,345. */
  exact(value: number): string {
    return this.#exact.format(value);
  }

  /** Returns a number for little room, such as 9,999 or 12.3K. */
  short(value: number): string {
    return (Math.abs(value) < SHORTENED_FROM ? this.#exact : this.#short).format(value);
  }
}
