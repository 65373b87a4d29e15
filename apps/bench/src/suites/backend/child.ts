/**
 * A process that does tasks on one backend of TensorFlow.js, asked by lines of JSON on standard input; see `serve-tasks.ts`.
 * Besides what stands there:
 *
 * {"do": "start", "backend": "wasm" | "tensorflow", "kernels": "ours" | "composed" | "as they are"} → {"backend", "threads"}
 * {"do": "profile", "id": 1} → {"kernels": […]} of one run, CPU time
 */
import { adam, registerTrainingKernels, selectBackend } from "@cvar/backend";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers";
import { registerComposedGradients } from "./composed-gradients.js";
import { kernelTimes } from "./kernel-times.js";
import { prepareTask } from "./prepare-task.js";
import { serveTasks } from "./serve-tasks.js";
import { ADAM, type Task } from "./task.js";

/** Runs over which the time of each kernel is the mean. */
const PROFILED = 5;

interface Start {
  readonly backend: string;
  readonly kernels: "ours" | "composed" | "as they are";
}

let kernels: Start["kernels"] = "as they are";
const { rate, beta1, beta2, epsilon } = ADAM;
const makeAdam = (): tf.Optimizer =>
  kernels === "ours" ? adam(rate, { beta1, beta2, epsilon }) : tf.train.adam(rate, beta1, beta2, epsilon);

await serveTasks(
  (task: Task) => prepareTask(task, makeAdam),
  (tasks) => ({
    async start(request: Start) {
      const choice = await selectBackend({ prefer: [request.backend] });
      kernels = request.kernels;
      if (kernels === "ours") registerTrainingKernels();
      if (kernels === "composed") registerComposedGradients();
      return { backend: choice.name, threads: choice.threads };
    },
    profile({ id }: { id: number }) {
      return { kernels: kernelTimes(() => tasks.get(id)!.prepared.run().dispose(), PROFILED) };
    },
  }),
);
