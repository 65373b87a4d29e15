import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { LinePeer } from "./line-peer.js";

/** A Python that has a package. */
export interface Python {
  readonly path: string;
  /** Of the package. */
  readonly version: string;
}

/** What a peer in Python needs: PyTorch, or PyAV with numpy. */
export type PythonPackage = "torch" | "av";

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

/** The scripts of `peers/`. */
export type PeerScript = "serve.py" | "coviar_triplets.py" | "backend_tasks.py" | "snn_tasks.py";

/** A Python process that does what a script of `peers/` can, one request at a time. */
export class PythonPeer extends LinePeer {
  constructor(python: Python, threads: number, file: PeerScript = "serve.py") {
    const script = fileURLToPath(new URL(`../../peers/${file}`, import.meta.url));
    const limit = String(threads);
    super("Python", python.path, [script], {
      OMP_NUM_THREADS: limit,
      MKL_NUM_THREADS: limit,
      PYTHONDONTWRITEBYTECODE: "1",
    });
  }
}
