import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { MeasurementError } from "../../errors.js";
import type { Absent, Contestant, KernelTime } from "../../harness/benchmark.js";
import { median } from "../../harness/statistics.js";
import { LinePeer } from "../../peers/line-peer.js";
import { type PeerScript, type Python, PythonPeer } from "../../peers/python.js";
import { ADAM } from "./task.js";

/** A process that does tasks: one for each backend, kept for the whole suite. */
export interface Player {
  readonly name: string;
  readonly side: "ours" | "peer";
  /** It can tell the time of each kernel. */
  readonly profiles: boolean;
  /** Starts the process at the first call. */
  ask(request: { readonly do: string } & Record<string, unknown>): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

/** So many threads for everything that reads the environment. */
const limit = (threads: number) => ({
  TF_NUM_INTRAOP_THREADS: String(threads),
  TF_NUM_INTEROP_THREADS: "1",
  OMP_NUM_THREADS: String(threads),
  TF_CPP_MIN_LOG_LEVEL: "2",
});

/** A backend of TensorFlow.js in a Node process of its own, one thread; see `child.ts`. */
export function tfjsPlayer(
  name: string,
  side: Player["side"],
  backend: "wasm" | "tensorflow",
  kernels: "ours" | "composed" | "as they are",
): Player {
  return nodePlayer(name, side, new URL("./child.js", import.meta.url), 1, { backend, kernels }, true);
}

/** A script that serves tasks in a Node process of its own. @param start  what it is told first */
export function nodePlayer(
  name: string,
  side: Player["side"],
  script: URL,
  threads: number,
  start: Record<string, unknown>,
  profiles = false,
): Player {
  return player(name, side, profiles, async () => {
    const peer = new LinePeer(name, process.execPath, [compiled(script)], limit(threads));
    await started(peer, { do: "start", ...start });
    return peer;
  });
}

/** PyTorch on the CPU, one thread. */
export function torchPlayer(python: Python): Player {
  return pythonPlayer("PyTorch", python, 1, "backend_tasks.py");
}

/** A script of `peers/` that serves tasks. */
export function pythonPlayer(name: string, python: Python, threads: number, script: PeerScript): Player {
  return player(name, "peer", false, async () => new PythonPeer(python, threads, script));
}

async function started(peer: LinePeer, request: { readonly do: string } & Record<string, unknown>): Promise<void> {
  try {
    await peer.ask(request);
  } catch (error) {
    await peer.close();
    throw error;
  }
}

function player(name: string, side: Player["side"], profiles: boolean, start: () => Promise<LinePeer>): Player {
  let peer: Promise<LinePeer> | null = null;
  return {
    name,
    side,
    profiles,
    async ask(request) {
      peer ??= start();
      return (await peer).ask(request);
    },
    async close() {
      await (await peer?.catch(() => null))?.close();
    },
  };
}

/** The compiled file, also where this one is run from its source. */
function compiled(script: URL): string {
  const path = fileURLToPath(script);
  return existsSync(path) ? path : path.replace("/src/suites/", "/dist/suites/");
}

/** What the first contestant found, which the others must find too. */
export interface Agreement {
  readonly tolerance?: number;
  found: { readonly by: string; readonly numbers: readonly number[] } | null;
}

/** How far two programs' numbers may be apart, relative to the largest of them, unless a suite says otherwise. */
const TOLERANCE = 2e-3;

let tasks = 0;

/** A player at one task; unit: milliseconds. @param name  what it is called there, if not by the player's name */
export function contestant(
  player: Player | Absent,
  task: object,
  agreement: Agreement,
  name: string = player.name,
): Contestant | Absent {
  if ("absent" in player) return player;
  let ready = false;
  const id = tasks++;
  const parallelism: number[] = [];
  return {
    name,
    side: name === player.name ? player.side : "peer",
    async sample() {
      if (!ready) {
        const { check } = await player.ask({ do: "prepare", id, task, adam: ADAM });
        agree(name, check as number[], agreement);
        ready = true;
      }
      const answer = await player.ask({ do: "run", id });
      const [seconds, cpuSeconds] = [Number(answer.seconds), Number(answer.cpuSeconds)];
      parallelism.push(cpuSeconds / seconds);
      return { value: 1000 * seconds, byCpuTime: 1000 * cpuSeconds };
    },
    async facts() {
      const { peakBytes } = await player.ask({ do: "memory" });
      return { "cores used": median(parallelism), "peak MiB": Number(peakBytes) / 2 ** 20 };
    },
    ...(player.profiles && {
      async profile() {
        const { kernels } = await player.ask({ do: "profile", id });
        return kernels as KernelTime[];
      },
    }),
    async close() {
      if (ready) await player.ask({ do: "release", id });
    },
  };
}

function agree(name: string, numbers: readonly number[], agreement: Agreement): void {
  const { tolerance = TOLERANCE } = agreement;
  agreement.found ??= { by: name, numbers };
  const { by, numbers: expected } = agreement.found;
  const largest = Math.max(...expected.map(Math.abs));
  const same =
    numbers.length === expected.length && numbers.every((v, i) => Math.abs(v - expected[i]!) <= tolerance * largest);
  if (same) return;
  const list = (values: readonly number[]) => values.map((v) => v.toPrecision(6)).join(", ");
  throw new MeasurementError(`its results (${list(numbers)}) are not those of ${by} (${list(expected)})`);
}
