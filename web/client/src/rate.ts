const SPAN_MS = 10_000;

/** The rate of a counter's changes over the last ten seconds, as this client received them. */
export class Rate {
  #samples: Array<{ readonly at: number; readonly count: number }> = [];

  record(count: number, at: number): void {
    const last = this.#samples.at(-1);
    if (last !== undefined && at < last.at) {
      this.#samples = []; // The clock was set back.
    }
    this.#dropOld(at);
    this.#samples.push({ at, count });
  }

  /** Returns the changes per second; 0 before the first change. */
  perSecond(now: number): number {
    this.#dropOld(now);
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    return first === undefined || last === undefined
      ? 0
      : ((last.count - first.count) * 1000) / Math.max(1_000, Math.min(SPAN_MS, now - first.at));
  }

  /** Drops samples before the span, except for the last one, which is the count at the start of the span. */
  #dropOld(now: number): void {
    while (this.#samples.length > 1 && this.#samples[1]!.at <= now - SPAN_MS) {
      this.#samples.shift();
    }
  }
}
