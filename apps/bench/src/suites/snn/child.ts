/**
 * A process that runs spiking layers on one backend of TensorFlow.js, asked by lines of JSON; see `../backend/serve-tasks.ts`.
 *
 * {"do": "start", "backend": "wasm" | "tensorflow"} → {"backend", "threads"}
 */
import { registerTrainingKernels, selectBackend } from "@cvar/backend";
import "@tensorflow/tfjs-layers";
import { serveTasks } from "../backend/serve-tasks.js";
import { prepareTask } from "./prepare-task.js";

await serveTasks(prepareTask, () => ({
  async start({ backend }: { backend: string }) {
    const choice = await selectBackend({ prefer: [backend] });
    registerTrainingKernels();
    return { backend: choice.name, threads: choice.threads };
  },
}));
