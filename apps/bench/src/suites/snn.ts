import { availableParallelism } from "node:os";
import { readyNativeFolder } from "@cvar/backend/node";
import type { Absent, Bar, Benchmark, Facts, Measured } from "../harness/benchmark.js";
import { contestant, nodePlayer, type Player, pythonPlayer } from "./backend/players.js";
import { quickTasks, type Task, tasks } from "./snn/task.js";
import type { Suite, SuiteContext } from "./suite.js";

/** With the peer's threads, tfjs-node is to be at least as fast, and wasm on its one thread at least 0.3 times. */
const AT_MOST = { "tfjs-node": 1, wasm: 1 / 0.3 } as const;

/** Contestants of one number of threads. */
interface Group {
  readonly threads: number;
  readonly ours: readonly { readonly player: Player; readonly atMost: number }[];
  /** By the library that they have; the STM's is plain PyTorch. */
  readonly peers: Readonly<Record<"SpikingJelly" | "snnTorch" | "PyTorch", Player | Absent>>;
}

/** Spiking layers on tfjs-node and wasm, beside SpikingJelly and snnTorch on PyTorch with as many threads. */
export const snnSuite: Suite = {
  name: "snn",
  description: "spiking layers forward and backward, beside SpikingJelly and snnTorch on PyTorch, same threads",
  peers: ["pytorch"],
  async run(context) {
    const { options } = context;
    const counts = [...new Set([1, options.quick ? 1 : availableParallelism()])];
    const groups = counts.map((threads) => group(threads, context));
    const results: Measured[] = [];
    try {
      for (const [name, task] of Object.entries(options.quick ? quickTasks : tasks)) {
        if (options.task.length > 0 && !options.task.some((wanted) => name.includes(wanted))) continue;
        results.push(await context.measure(benchmark(name, task, groups)));
      }
    } finally {
      for (const { ours, peers } of groups) {
        for (const { player } of ours) await player.close();
        for (const peer of Object.values(peers)) if ("close" in peer) await peer.close();
      }
    }
    return results;
  },
};

function benchmark(name: string, task: Task, groups: readonly Group[]): Benchmark {
  // Rounding makes a few neurons at the threshold spike or not.
  const agreement = { found: null, tolerance: 1e-4 };
  const library = task.kind === "stm" ? "PyTorch" : task.library;
  const bars: Bar[] = [];
  const contestants = groups.flatMap(({ ours, peers }) => {
    const peer = peers[library];
    // The bars are about the layer of the issue: a convolution and its neurons.
    if (Object.hasOwn(tasks, name) && task.kind === "conv-lif") {
      for (const { player, atMost } of ours) bars.push({ ours: player.name, than: peer.name, atMost });
    }
    return [...ours.map(({ player }) => player), peer].map((player) => contestant(player, task, agreement));
  });
  const native: Facts = readyNativeFolder() === null ? { "tfjs-node": "not set up (npm run setup:native)" } : {};
  return { name, unit: "ms", better: "lower", facts: native, contestants, bars };
}

function group(threads: number, { pytorch }: SuiteContext): Group {
  const label = (name: string) => `${name}, ${threads} thread${threads === 1 ? "" : "s"}`;
  const script = new URL("./snn/child.js", import.meta.url);
  const ours = (backend: "tensorflow" | "wasm", shown: keyof typeof AT_MOST) => ({
    player: nodePlayer(label(`cvar, ${shown}`), "ours", script, threads, { backend }),
    atMost: AT_MOST[shown],
  });
  const peer = (name: string): Player | Absent => {
    if ("missing" in pytorch) return { name: label(name), side: "peer", absent: pytorch.missing };
    return pythonPlayer(label(name), pytorch, threads, "snn_tasks.py");
  };
  return {
    threads,
    ours: [
      ...(readyNativeFolder() === null ? [] : [ours("tensorflow", "tfjs-node")]),
      // wasm computes on one thread in Node.
      ...(threads === 1 ? [ours("wasm", "wasm")] : []),
    ],
    peers: { SpikingJelly: peer("SpikingJelly"), snnTorch: peer("snnTorch"), PyTorch: peer("PyTorch") },
  };
}
