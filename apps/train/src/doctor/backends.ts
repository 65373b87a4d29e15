import { availableParallelism } from "node:os";
import type { BackendChoice } from "@cvar/backend";
import { openBackendPool, readyNativeFolder } from "@cvar/backend/node";
import { describeError } from "../errors.js";
import type { Check } from "./check.js";

const SET_UP = "npx cvar-setup-native (in a clone: npm run setup:native)";

/** What there is to compute with, for programs. */
export interface BackendReport {
  /** What was chosen, and every backend that was tried, each with the reason why not; null: none works. */
  readonly chosen: BackendChoice | null;
  /** The fastest for dense networks: where it is set up; null: it is not, `setUp` does it. */
  readonly native: { readonly folder: string | null; readonly setUp: string; readonly off: boolean };
  /** Backends in threads: whether they work, and how many there is a processor for. */
  readonly pool: { readonly works: boolean; readonly processors: number; readonly backend: string | null };
}

/** Chooses a backend, and starts one in a thread too. */
export async function examineBackends(): Promise<{ checks: Check[]; report: BackendReport }> {
  const native = { folder: readyNativeFolder(), setUp: SET_UP, off: process.env.CVAR_NATIVE === "off" };
  const nowhere = { works: false, processors: availableParallelism(), backend: null };
  let chosen: BackendChoice;
  try {
    const { startEngine } = await import("../engine.js");
    chosen = await startEngine();
  } catch (error) {
    const advice = "install @tensorflow/tfjs-backend-wasm beside this program";
    const check: Check = { name: "backend", state: "missing", found: describeError(error), advice };
    return { checks: [check], report: { chosen: null, native, pool: nowhere } };
  }
  const { name, version, threads, tried } = chosen;
  const place = name === "tensorflow" && native.folder ? [`tfjs-node in ${native.folder}`] : [];
  const count = threads === null ? [] : [`${threads} thread${threads === 1 ? "" : "s"}`];
  const best: Check = {
    name: "backend",
    state: "good",
    found: [`${name} (TensorFlow.js ${version})`, ...count, ...place].join(", "),
  };
  const others = tried.filter(({ ok }) => !ok).map((attempt) => notChosen(attempt, native.off));
  const pool = await examinePool(name);
  return { checks: [best, ...others, pool.check], report: { chosen, native, pool: pool.report } };
}

function notChosen({ name, reason }: BackendChoice["tried"][number], off: boolean): Check {
  const found = oneLine(reason);
  const check: Check = { name: `backend ${name}`, state: "absent", found };
  if (name !== "tensorflow") return check;
  if (off)
    return { ...check, found: "ignored: CVAR_NATIVE=off", advice: "unset CVAR_NATIVE to use it where it is set up" };
  return { ...check, advice: `optional, the fastest for dense networks: ${SET_UP}, once for all projects` };
}

/** Whether the chosen backend starts in a worker thread. */
async function examinePool(backend: string): Promise<{ check: Check; report: BackendReport["pool"] }> {
  const processors = availableParallelism();
  try {
    const pool = await openBackendPool({ size: 1, module: "data:text/javascript,", prefer: [backend] });
    const found = (await pool.memory())[0]!.backend;
    await pool.close();
    const check: Check = {
      name: "backend threads",
      state: "good",
      found: `${found} works in worker threads; processors for ${processors} (\`--backends\`, 1 by default)`,
    };
    return { check, report: { works: true, processors, backend: found } };
  } catch (error) {
    const advice = "use `--backends 1`, the default";
    const check: Check = { name: "backend threads", state: "absent", found: oneLine(describeError(error)), advice };
    return { check, report: { works: false, processors, backend: null } };
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").slice(0, 160);
}
