import { type BackendChoice, registerTrainingKernels, selectBackend } from "@cvar/backend";

let chosen: Promise<BackendChoice> | null = null;

/** Chooses the fastest TensorFlow.js backend that loads here, once per process, and makes it able to train. */
export function startEngine(): Promise<BackendChoice> {
  chosen ??= selectBackend().then((choice) => {
    registerTrainingKernels();
    return choice;
  });
  return chosen;
}
