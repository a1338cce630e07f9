/**
 * How often a server that ends by itself is started again, and after which wait. It knows no editor.
 */
const WAITS_MS = [500, 1000, 2000, 4000, 8000];
/** A server that ran this long starts with a clean record. */
const LONG_RUN_MS = 120_000;

export class Restarts {
  #count = 0;
  #startedAt: number;
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
    this.#startedAt = now();
  }

  started(): void {
    this.#startedAt = this.#now();
  }

  /** The wait before the next start; `undefined` where another start would be of no use. */
  next(): number | undefined {
    if (this.#now() - this.#startedAt > LONG_RUN_MS) this.#count = 0;
    const wait = WAITS_MS[this.#count];
    this.#count += 1;
    return wait;
  }
}
