import { SingleBar } from "cli-progress";
import { duration } from "./table.js";
import type { Terminal } from "./terminal.js";

/** Shows how far a long job is. */
export interface Progress {
  /** @param done  of `total`; @param text  what to say beside it */
  update(done: number, text: string): void;
  stop(): void;
}

/** Seconds between lines where nobody watches. */
const LINE_EVERY = 5;

/**
 * A bar with the time left on a terminal; plain lines every few seconds in a log.
 * @param from  what was done before this process began
 */
export function startProgress(terminal: Terminal, title: string, total: number, from = 0): Progress {
  const began = performance.now();
  const timing = (done: number) => {
    const elapsed = (performance.now() - began) / 1000;
    const left = done > from ? (elapsed / (done - from)) * (total - done) : Number.NaN;
    return `${duration(elapsed)}${done < total && !Number.isNaN(left) ? `, ${duration(left)} left` : ""}`;
  };
  return terminal.interactive && terminal.screen !== null
    ? bar(terminal.screen, title, total, from, timing)
    : lines(terminal, title, total, timing);
}

function bar(
  stream: NodeJS.WriteStream,
  title: string,
  total: number,
  from: number,
  timing: (done: number) => string,
): Progress {
  const single = new SingleBar({
    stream,
    format: `${title} {bar} {percentage} % {text} {timing}`,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
    hideCursor: true,
    clearOnComplete: false,
    gracefulExit: false,
    emptyOnZero: true,
  });
  single.start(total, from, { text: "", timing: "" });
  return {
    update: (done, text) => single.update(done, { text, timing: timing(done) }),
    stop: () => single.stop(),
  };
}

function lines(terminal: Terminal, title: string, total: number, timing: (done: number) => string): Progress {
  let last = Number.NEGATIVE_INFINITY;
  return {
    update(done, text) {
      const now = performance.now() / 1000;
      if (now - last < LINE_EVERY && done < total) return;
      last = now;
      terminal.note(
        `${title} ${done}/${total} (${Math.floor((100 * done) / Math.max(1, total))} %) ${text} ${timing(done)}\n`,
      );
    },
    stop: () => {},
  };
}
