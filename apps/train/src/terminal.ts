/** Where a command writes, and who may interrupt it: the process, or a test. */
export interface Terminal {
  /** Results. Resolves when there is room for more. */
  write(text: string): Promise<void>;
  /** Progress, notes and errors. */
  note(text: string): void;
  /** A person is watching standard error. */
  readonly interactive: boolean;
  /** Where a progress bar is drawn. */
  readonly screen: NodeJS.WriteStream | null;
  /** Calls the listener at Ctrl-C, once per signal; returns a function that takes it away again. */
  onInterrupt(listener: () => void): () => void;
}

/** The terminal of this process. A reader that goes away (`cvar frames FILE | head`) ends the program quietly. */
export function processTerminal(): Terminal {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
  return {
    write: (text) =>
      new Promise((resolve) => {
        if (process.stdout.write(text)) resolve();
        else process.stdout.once("drain", () => resolve());
      }),
    note: (text) => void process.stderr.write(text),
    interactive: process.stderr.isTTY === true,
    screen: process.stderr.isTTY ? process.stderr : null,
    onInterrupt(listener) {
      process.on("SIGINT", listener);
      process.on("SIGTERM", listener);
      return () => {
        process.off("SIGINT", listener);
        process.off("SIGTERM", listener);
      };
    },
  };
}

/** What a command printed, for tests and scripts. */
export interface Captured {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A terminal that keeps what is written; `interrupt()` plays Ctrl-C. */
export function memoryTerminal(): Terminal & { stdout(): string; stderr(): string; interrupt(): void } {
  const out: string[] = [];
  const err: string[] = [];
  const listeners = new Set<() => void>();
  return {
    write: async (text) => void out.push(text),
    note: (text) => void err.push(text),
    interactive: false,
    screen: null,
    onInterrupt(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stdout: () => out.join(""),
    stderr: () => err.join(""),
    interrupt: () => {
      for (const listener of listeners) listener();
    },
  };
}
