import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { PeerError } from "../errors.js";

/** A request is given up after this many seconds: nothing here takes as long on a machine that works. */
const REQUEST_LIMIT = 900;

/** A process that answers one JSON request per line with one JSON line: {"ok": …} or {"error": "…"}. */
export class LinePeer {
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #complaint = "";

  /**
   * @param name  what errors call it
   * @param env  added to this process's environment
   */
  constructor(name: string, command: string, args: readonly string[], env: Readonly<Record<string, string>>) {
    this.#name = name;
    this.#child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, ...env } });
    this.#child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-2000);
    });
    // A process that ends early shows as the end of its output; the write error is the same news twice.
    this.#child.stdin!.on("error", () => {});
    this.#child.on("error", () => {});
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
  }

  /**
   * Sends one request and waits for its answer.
   * @throws PeerError if the process reports a fault, ends, or takes longer than {@link REQUEST_LIMIT}
   */
  async ask(request: { readonly do: string } & Record<string, unknown>): Promise<Record<string, unknown>> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.#child.kill("SIGKILL");
        reject(new PeerError(`${this.#name} took longer than ${REQUEST_LIMIT} s for "${request.do}"`));
      }, REQUEST_LIMIT * 1000);
    });
    try {
      this.#child.stdin!.write(`${JSON.stringify(request)}\n`);
      const { value, done } = await Promise.race([this.#lines.next(), late]);
      if (done)
        throw new PeerError(`${this.#name} ended during "${request.do}": ${this.#complaint.trim().split("\n").at(-1)}`);
      const answer = JSON.parse(value) as { ok?: Record<string, unknown>; error?: string };
      if (answer.ok === undefined) throw new PeerError(`${this.#name}: ${answer.error ?? value}`);
      return answer.ok;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the process. */
  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined) return;
    const closed = once(this.#child, "close");
    this.#child.stdin!.end();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), 5000);
    await closed;
    clearTimeout(timer);
  }
}
