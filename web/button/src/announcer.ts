/** The minimum time between two announcements. */
const EVERY_MS = 4_000;

/** Announces this button's presses to screen readers, at most every four seconds and in one sentence. */
export class Announcer {
  readonly #region: HTMLElement;
  readonly #sentence: (presses: number) => string | undefined;
  #presses = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param sentence returns the announcement of a number of presses, undefined while the count is unknown */
  constructor(region: HTMLElement, sentence: (presses: number) => string | undefined) {
    this.#region = region;
    this.#sentence = sentence;
  }

  press(): void {
    this.#presses++;
    this.#timer ??= setTimeout(() => this.#announce(), EVERY_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#presses = 0;
  }

  #announce(): void {
    const sentence = this.#sentence(this.#presses);
    this.stop();
    if (sentence !== undefined) {
      this.#region.textContent = sentence;
    }
  }
}
