import { availableParallelism } from "node:os";
import { isModelName, type ModelName, modelNames } from "@cvar/models";
import { UsageError } from "../errors.js";
import type { Measured } from "../harness/benchmark.js";
import { oursContestant, prepare, type Ready, release } from "./model-ours.js";
import { type Task, torchContestant } from "./model-peer.js";
import type { Suite, SuiteContext } from "./suite.js";

/** Triplets sampled from one video, or pictures. */
const VIDEO = 8;
/** Which models are measured unless `--model` says. Small ones first: what a large one leaves in memory is not theirs. */
const USUAL: readonly ModelName[] = ["stm-net-tiny", "efficientnet-b1", "resnet-50", "stm-net-base"];
/** Rounds of a model over this many parameters: a forward pass of it takes seconds. */
const LARGE = { parameters: 10e6, rounds: 3 };

/** Forward pass (one video = 8 triplets) of each model, and a training step of the small ones, beside PyTorch. */
export const modelsSuite: Suite = {
  name: "models",
  description:
    "STM-Net (one video, 8 triplets), EfficientNet-B1 and ResNet-50 (8 pictures): forward and training step, beside PyTorch on the CPU with the same network",
  peers: ["pytorch"],
  async run(context) {
    const names =
      context.options.model.length > 0 ? context.options.model : context.options.quick ? USUAL.slice(0, 1) : USUAL;
    const results: Measured[] = [];
    for (const name of names.map(checkedName)) results.push(...(await measureModel(name, context)));
    return results;
  },
};

async function measureModel(name: ModelName, context: SuiteContext): Promise<Measured[]> {
  const { options } = context;
  const batch = options.batch ?? (options.quick ? 2 : VIDEO);
  const backends = options.backend.length > 0 ? options.backend : [null];
  const ready: Ready[] = [];
  try {
    for (const backend of backends) {
      context.say(`creating ${name}${backend === null ? "" : ` on ${backend}`}`);
      ready.push(await prepare(name, backend, batch));
    }
    const small = ready[0]!.parameters <= LARGE.parameters;
    const tasks: Task[] = small ? ["forward", "train"] : ["forward"];
    const results = [];
    for (const task of tasks) results.push(await context.measure(benchmark(name, task, batch, ready, context)));
    return results;
  } finally {
    ready.forEach(release);
  }
}

function benchmark(name: ModelName, task: Task, batch: number, ready: readonly Ready[], { pytorch }: SuiteContext) {
  const { network, parameters, macs, spikingMacs, tensorPeakBytes } = ready[0]!;
  const known = ready.flatMap(({ choice }) => choice.threads ?? []);
  const threads = [...new Set([...known, availableParallelism()])].sort((a, b) => a - b);
  return {
    name: `${name} ${task === "train" ? "training step" : "forward"}`,
    unit: "s",
    better: "lower" as const,
    facts: {
      parameters,
      batch,
      "GMAC forward": macs / 1e9,
      "GMAC driven by spikes": spikingMacs / 1e9,
      "peak MiB of tensors forward": tensorPeakBytes / 2 ** 20,
    },
    contestants: [
      ...ready.map((r) => oursContestant(r, task)),
      ...threads.map((count) => torchContestant({ python: pytorch, network, parameters, batch, threads: count, task })),
    ],
    ...(parameters > LARGE.parameters ? { atMost: LARGE.rounds } : {}),
  };
}

function checkedName(name: string): ModelName {
  if (isModelName(name)) return name;
  throw new UsageError(`no model "${name}"`, `choose from ${modelNames.join(", ")}`);
}
