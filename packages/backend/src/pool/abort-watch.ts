/** Listens once to each signal, however many jobs it can give up: Node warns of more than ten listeners. */
export class AbortWatch {
  readonly #callbacks = new Map<AbortSignal, { readonly all: Set<() => void>; readonly listener: () => void }>();

  /** Runs `callback` when the signal is raised. @returns ends that */
  on(signal: AbortSignal, callback: () => void): () => void {
    let watched = this.#callbacks.get(signal);
    if (watched === undefined) {
      const all = new Set<() => void>();
      watched = { all, listener: () => [...all].forEach((each) => void each()) };
      this.#callbacks.set(signal, watched);
      signal.addEventListener("abort", watched.listener);
    }
    const { all, listener } = watched;
    all.add(callback);
    return () => {
      all.delete(callback);
      if (all.size > 0 || this.#callbacks.get(signal)?.all !== all) return;
      signal.removeEventListener("abort", listener);
      this.#callbacks.delete(signal);
    };
  }
}
