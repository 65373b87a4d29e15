/** Which display indices the frames up to some place in decode order have. */
export class Settled {
  #next: number;
  readonly #beyond = new Set<number>();

  /** @param first the lowest display index */
  constructor(first: number) {
    this.#next = first;
  }

  /**
   * Takes the display index of the next frame in decode order.
   * @returns the lowest display index that none has yet
   */
  add(displayIndex: number): number {
    if (displayIndex !== this.#next) {
      this.#beyond.add(displayIndex);
      return this.#next;
    }
    this.#next++;
    while (this.#beyond.delete(this.#next)) this.#next++;
    return this.#next;
  }
}
