/**
 * A process that does tasks on one backend of TensorFlow.js, asked by lines of JSON on standard input:
 *
 * {"do": "start", "backend": "wasm" | "tensorflow", "kernels": "ours" | "composed" | "as they are"} → {"backend", "threads"}
 * {"do": "prepare", "id": 1, "task": {…}} → {"check": […]}: makes its tensors; what its result must agree with elsewhere
 * {"do": "run", "id": 1} → {"seconds", "cpuSeconds"} of the task once, the mean over runs of at least {@link LEAST} together
 * {"do": "profile", "id": 1} → {"kernels": […]} of one run, CPU time
 * {"do": "release", "id": 1} → {}: frees its tensors
 * {"do": "memory"} → {"peakBytes"}
 */
import { createInterface } from "node:readline";
import { adam, registerTrainingKernels, selectBackend } from "@cvar/backend";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers";
import { describeError } from "../../errors.js";
import { registerComposedGradients } from "./composed-gradients.js";
import { kernelTimes } from "./kernel-times.js";
import { type Prepared, prepareTask } from "./prepare-task.js";
import { ADAM, type Task } from "./task.js";

/** Seconds that one measurement lasts at least. */
const LEAST = 0.2;
/** Runs over which the time of each kernel is the mean. */
const PROFILED = 5;

interface Start {
  readonly backend: string;
  readonly kernels: "ours" | "composed" | "as they are";
}

let kernels: Start["kernels"] = "as they are";
const ready = new Map<number, { readonly prepared: Prepared; readonly repeats: number }>();

const actions: Record<string, (request: never) => Promise<object> | object> = {
  async start(request: Start) {
    const choice = await selectBackend({ prefer: [request.backend] });
    kernels = request.kernels;
    if (kernels === "ours") registerTrainingKernels();
    if (kernels === "composed") registerComposedGradients();
    return { backend: choice.name, threads: choice.threads };
  },
  async prepare({ id, task }: { id: number; task: Task }) {
    const prepared = prepareTask(task, makeAdam);
    const check = await prepared.check();
    await times(prepared, 1);
    const { seconds } = await times(prepared, 1);
    ready.set(id, { prepared, repeats: Math.max(1, Math.ceil(LEAST / seconds)) });
    return { check };
  },
  run({ id }: { id: number }) {
    const { prepared, repeats } = ready.get(id)!;
    return times(prepared, repeats);
  },
  profile({ id }: { id: number }) {
    return { kernels: kernelTimes(() => ready.get(id)!.prepared.run().dispose(), PROFILED) };
  },
  release({ id }: { id: number }) {
    ready.get(id)?.prepared.dispose();
    ready.delete(id);
    return {};
  },
  memory() {
    return { peakBytes: process.resourceUsage().maxRSS * 1024 };
  },
};

const { rate, beta1, beta2, epsilon } = ADAM;
const makeAdam = (): tf.Optimizer =>
  kernels === "ours" ? adam(rate, { beta1, beta2, epsilon }) : tf.train.adam(rate, beta1, beta2, epsilon);

async function times(prepared: Prepared, repeats: number): Promise<{ seconds: number; cpuSeconds: number }> {
  const [start, before] = [process.hrtime.bigint(), process.cpuUsage()];
  for (let i = 0; i < repeats; i++) {
    const result = prepared.run();
    await result.data();
    result.dispose();
  }
  const { user, system } = process.cpuUsage(before);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  return { seconds: seconds / repeats, cpuSeconds: (user + system) / 1e6 / repeats };
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer: object;
  try {
    const request = JSON.parse(line) as { do: string };
    answer = { ok: await actions[request.do]!(request as never) };
  } catch (error) {
    answer = { error: describeError(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
