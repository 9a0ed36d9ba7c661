const SPAN_MS = 10_000;

/** How fast a counter changes: by how much in the last ten seconds, as this page saw it. */
export class Rate {
  #seen: Array<{ readonly at: number; readonly count: number }> = [];

  see(count: number, at: number): void {
    this.#forget(at);
    this.#seen.push({ at, count });
  }

  /** Changes a second; 0 before anything was seen to change. */
  perSecond(now: number): number {
    this.#forget(now);
    const first = this.#seen[0];
    const last = this.#seen.at(-1);
    return first === undefined || last === undefined
      ? 0
      : ((last.count - first.count) * 1000) / Math.max(1_000, Math.min(SPAN_MS, now - first.at));
  }

  /** Keeps the last sight before the span, which is what the counter stood at when it began. */
  #forget(now: number): void {
    while (this.#seen.length > 1 && this.#seen[1]!.at <= now - SPAN_MS) {
      this.#seen.shift();
    }
  }
}
