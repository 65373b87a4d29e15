/** The latest input of each task that was broadcast: what a new worker must be given to be in the state of the others. */
export class Broadcasts {
  readonly #inputs = new Map<string, unknown>();

  /** Remembers an input while it is broadcast, and afterwards if that went well. */
  async during<T>(task: string, input: unknown, broadcast: () => Promise<T>): Promise<T> {
    const had = this.#inputs.has(task);
    const before = this.#inputs.get(task);
    this.#inputs.set(task, input);
    try {
      return await broadcast();
    } catch (error) {
      if (this.#inputs.get(task) === input) {
        if (had) this.#inputs.set(task, before);
        else this.#inputs.delete(task);
      }
      throw error;
    }
  }

  /** Tasks and inputs in the order of their first broadcast. */
  get latest(): readonly (readonly [task: string, input: unknown])[] {
    return [...this.#inputs];
  }
}
