import type { Absent, Bar, Benchmark, Measured } from "../harness/benchmark.js";
import { contestant, type Player, tfjsPlayer, torchPlayer } from "./backend/players.js";
import { quickTasks, type Task, tasks } from "./backend/task.js";
import type { Suite, SuiteContext } from "./suite.js";

const OURS = "cvar, wasm";
const NATIVE = "tfjs-node";
const FORWARD = "tfjs's wasm, the convolution itself";

/** What this package is to reach. The absolute one is of a quiet machine on which the convolution itself took 53 ms. */
const bars: Readonly<Record<string, readonly Bar[]>> = {
  "CNN training step": [{ ours: OURS, than: NATIVE, atMost: 3 }],
  "MBConv forward and backward": [{ ours: OURS, than: NATIVE, atMost: 4 }],
  "filter gradient [8,56,56,64], 3×3": [
    { ours: OURS, than: FORWARD, atMost: 60 / 53 },
    { ours: OURS, than: null, atMost: 60 },
  ],
};

/** Training on wasm beside the same work on tfjs's own kernels, on tfjs-node and in PyTorch, one thread each. */
export const backendSuite: Suite = {
  name: "backend",
  description:
    "training steps and single kernels on wasm, beside composed gradients, tfjs-node and PyTorch, one thread",
  peers: ["pytorch"],
  async run(context) {
    const { options } = context;
    const players = playersOf(context);
    const results: Measured[] = [];
    try {
      for (const [name, task] of Object.entries(options.quick ? quickTasks : tasks)) {
        if (options.task.length > 0 && !options.task.some((wanted) => name.includes(wanted))) continue;
        results.push(await context.measure({ ...benchmark(name, task, players), profiled: options.profile }));
      }
    } finally {
      for (const player of players) if ("close" in player) await player.close();
    }
    return results;
  },
};

function benchmark(name: string, task: Task, players: readonly (Player | Absent)[]): Benchmark {
  const agreement = { found: null };
  const contestants = players.map((player) => contestant(player, task, agreement));
  // Beside the filter gradient stands the convolution itself: they have as many multiplications.
  const scale = task.kind === "conv" && task.part === "filter gradient";
  if (scale) contestants.push(contestant(players[1]!, { ...task, part: "forward" }, { found: null }, FORWARD));
  return { name, unit: "ms", better: "lower", facts: { threads: 1 }, contestants, bars: bars[name] ?? [] };
}

function playersOf({ pytorch }: SuiteContext): (Player | Absent)[] {
  return [
    tfjsPlayer(OURS, "ours", "wasm", "ours"),
    tfjsPlayer("wasm, composed", "peer", "wasm", "composed"),
    tfjsPlayer(NATIVE, "peer", "tensorflow", "as they are"),
    "missing" in pytorch ? { name: "PyTorch", side: "peer", absent: pytorch.missing } : torchPlayer(pytorch),
  ];
}
