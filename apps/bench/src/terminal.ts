/** Where the command writes: the process, or a test. */
export interface Terminal {
  /** Results. */
  write(text: string): void;
  /** Progress, notes and errors. */
  note(text: string): void;
  /** A person is watching standard error: a progress line may replace itself. */
  readonly interactive: boolean;
}

/** The terminal of this process. A reader that goes away ends the program quietly. */
export function processTerminal(): Terminal {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
  return {
    write: (text) => void process.stdout.write(text),
    note: (text) => void process.stderr.write(text),
    interactive: process.stderr.isTTY === true,
  };
}

/** A terminal that keeps what is written. */
export function memoryTerminal(): Terminal & { stdout(): string; stderr(): string } {
  const out: string[] = [];
  const err: string[] = [];
  return {
    write: (text) => void out.push(text),
    note: (text) => void err.push(text),
    interactive: false,
    stdout: () => out.join(""),
    stderr: () => err.join(""),
  };
}

/** Says what is being measured: one line that replaces itself for a person, one line per step for a log. */
export function progressLine(terminal: Terminal): { say(text: string): void; clear(): void } {
  let last = "";
  const erase = "\r\u001b[2K";
  return {
    say(text) {
      if (text === last) return;
      last = text;
      terminal.note(terminal.interactive ? `${erase}${text}` : `${text}\n`);
    },
    clear() {
      if (terminal.interactive && last !== "") terminal.note(erase);
      last = "";
    },
  };
}
