import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { PeerError } from "../errors.js";

/** A Python that has a package. */
export interface Python {
  readonly path: string;
  /** Of the package. */
  readonly version: string;
}

/** What a peer in Python needs: PyTorch, or PyAV with numpy. */
export type PythonPackage = "torch" | "av";

/** A request is given up after this many seconds: nothing here takes as long on a machine that works. */
const REQUEST_LIMIT = 900;

/** The Python at `path` with a package, or the reason why there is none. */
export function findPython(path: string, name: PythonPackage = "torch"): Python | { readonly missing: string } {
  try {
    const code = `import numpy, ${name}; print(${name}.__version__)`;
    const text = execFileSync(path, ["-c", code], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 60_000,
    });
    return { path, version: text.trim() };
  } catch {
    return {
      missing: `"${path}" is no Python with ${name === "av" ? "av and numpy" : "torch"} (choose one with --python PATH or CVAR_PYTHON)`,
    };
  }
}

/** A Python process that does what a script of `peers/` can, one request at a time. */
export class PythonPeer {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #complaint = "";

  constructor(python: Python, threads: number, file: "serve.py" | "coviar_triplets.py" = "serve.py") {
    const script = fileURLToPath(new URL(`../../peers/${file}`, import.meta.url));
    const env = {
      ...process.env,
      OMP_NUM_THREADS: String(threads),
      MKL_NUM_THREADS: String(threads),
      PYTHONDONTWRITEBYTECODE: "1",
    };
    this.#child = spawn(python.path, [script], { stdio: ["pipe", "pipe", "pipe"], env });
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
   * @throws PeerError if Python reports a fault, ends, or takes longer than {@link REQUEST_LIMIT}
   */
  async ask(request: { readonly do: string } & Record<string, unknown>): Promise<Record<string, unknown>> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.#child.kill("SIGKILL");
        reject(new PeerError(`Python took longer than ${REQUEST_LIMIT} s for "${request.do}"`));
      }, REQUEST_LIMIT * 1000);
    });
    try {
      this.#child.stdin!.write(`${JSON.stringify(request)}\n`);
      const { value, done } = await Promise.race([this.#lines.next(), late]);
      if (done)
        throw new PeerError(`Python ended during "${request.do}": ${this.#complaint.trim().split("\n").at(-1)}`);
      const answer = JSON.parse(value) as { ok?: Record<string, unknown>; error?: string };
      if (answer.ok === undefined) throw new PeerError(`Python: ${answer.error ?? value}`);
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
