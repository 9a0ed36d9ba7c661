const KEPT = 100;

/** The times from press to screen of the last presses, in milliseconds. */
export interface LatencySummary {
  readonly samples: number;
  readonly last: number;
  readonly p50: number;
  readonly p95: number;
}

/** The times from press to screen of the last 100 presses. */
export class Latencies {
  readonly #samples: number[] = [];

  add(milliseconds: number): void {
    this.#samples.push(milliseconds);
    if (this.#samples.length > KEPT) {
      this.#samples.shift();
    }
  }

  /** Returns the summary, or undefined without a measurement. */
  get summary(): LatencySummary | undefined {
    const last = this.#samples.at(-1);
    return last === undefined
      ? undefined
      : { samples: this.#samples.length, last, p50: this.#percentile(50), p95: this.#percentile(95) };
  }

  /** Returns a percentile by nearest rank. */
  #percentile(percent: number): number {
    const sorted = this.#samples.toSorted((one, other) => one - other);
    return sorted[Math.ceil((percent / 100) * sorted.length) - 1]!;
  }
}
