const SPAN_MS = 10_000;

/** How fast a counter changes: by how much in the last ten seconds, as this page saw it. */
export class Rate {
  #samples: Array<{ readonly at: number; readonly count: number }> = [];

  record(count: number, at: number): void {
    this.#dropOld(at);
    this.#samples.push({ at, count });
  }

  /** Changes a second; 0 before anything was seen to change. */
  perSecond(now: number): number {
    this.#dropOld(now);
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    return first === undefined || last === undefined
      ? 0
      : ((last.count - first.count) * 1000) / Math.max(1_000, Math.min(SPAN_MS, now - first.at));
  }

  /** Keeps the last sight before the span, which is what the counter stood at when it began. */
  #dropOld(now: number): void {
    while (this.#samples.length > 1 && this.#samples[1]!.at <= now - SPAN_MS) {
      this.#samples.shift();
    }
  }
}
