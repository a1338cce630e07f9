/**
 * What follows from the last changes, best first, and how far somebody has come with it. It knows no editor.
 */
import { isCheck, meaning, rebased, type Candidate, type Moved } from './edit.ts';

export class Series {
  #items: readonly Candidate[] = [];
  #taken = 0;
  /** What was skipped, or looked at, stays away until something else is changed by hand. */
  readonly #skipped = new Set<string>();

  get items(): readonly Candidate[] {
    return this.#items;
  }

  /** What is shown. */
  get current(): Candidate | undefined {
    return this.#items[0];
  }

  /** "3 of 7", for what is shown; `undefined` where it is alone. */
  get number(): { index: number; total: number } | undefined {
    const series = this.current?.series ?? { index: this.#taken + 1, total: this.#taken + this.#items.length };
    return series.total > 1 ? series : undefined;
  }

  /** A new answer. Where it continues what was there, what was taken still counts. */
  replace(items: readonly Candidate[], continues: boolean): void {
    if (!continues) {
      this.#taken = 0;
      this.#skipped.clear();
    }
    this.#items = items.filter((item) => !this.#skipped.has(meaning(item)));
  }

  /** Puts one first, because somebody chose it. */
  choose(id: string): void {
    const chosen = this.#items.find((item) => item.id === id);
    if (chosen) this.#items = [chosen, ...this.#items.filter((item) => item !== chosen)];
  }

  /** They are done. */
  take(ids: readonly string[]): void {
    this.#taken += ids.length;
    const looks = this.#items.filter((item) => isCheck(item) && ids.includes(item.id));
    for (const item of looks) this.#skipped.add(meaning(item));
    this.drop(ids);
  }

  /** It is not wanted; the others are. */
  skip(item: Candidate): void {
    this.#skipped.add(meaning(item));
    this.take([item.id]);
  }

  drop(ids: readonly string[]): void {
    this.#items = this.#items.filter((item) => !ids.includes(item.id));
  }

  clear(): void {
    this.#items = [];
    this.#taken = 0;
  }

  /** A document was edited: what is still there moves along, and what `isThere` denies any more goes. */
  edited(uri: string, moves: readonly Moved[], isThere: (item: Candidate) => boolean): void {
    if (!this.#items.some((item) => item.uri === uri)) return;
    const follow = (item: Candidate) => moves.reduce((at, moved) => rebased(at, moved), item);
    this.#items = this.#items.map((item) => (item.uri === uri ? follow(item) : item));
    this.#items = this.#items.filter((item) => item.uri !== uri || isThere(item));
  }

  /** Those of one file that something can be written for. */
  inFile(uri: string): Candidate[] {
    return this.#items.filter((item) => item.uri === uri && !isCheck(item));
  }
}
