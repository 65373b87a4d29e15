/** Where progress is told: a terminal's line, written over, or a few lines in a log. */
export interface ProgressTarget {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** A bar of bytes: at most ten times a second on a terminal, each quarter elsewhere. */
export function progressLine(label: string, total: number, target: ProgressTarget = process.stderr) {
  let last = 0;
  let quarter = 0;
  const text = (done: number) => {
    const part = total === 0 ? 1 : Math.min(1, done / total);
    const filled = Math.round(part * 24);
    const bar = "█".repeat(filled) + "░".repeat(24 - filled);
    return `  ${label} ${bar} ${Math.floor(part * 100)} % of ${Math.ceil(total / 1e6)} MB`;
  };
  return {
    /** @param done  bytes so far */
    at(done: number): void {
      if (target.isTTY) {
        if (Date.now() - last < 100) return;
        last = Date.now();
        target.write(`\r${text(done)}`);
      } else if (total > 0 && Math.floor((4 * done) / total) > quarter) {
        quarter = Math.floor((4 * done) / total);
        target.write(`${text(done)}\n`);
      }
    },
    end(done: number): void {
      if (target.isTTY) target.write(`\r${text(done)}\n`);
    },
  };
}
