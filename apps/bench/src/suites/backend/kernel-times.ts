import * as tf from "@tensorflow/tfjs-core";
import type { KernelTime } from "../../harness/benchmark.js";

/**
 * Times every kernel that `run` calls on the active backend, which must compute while it is called (cpu, wasm, tfjs-node
 * do; GPUs do not). What a kernel calls inside is part of that kernel.
 *
 * @param runs  how often; the result is the mean, by CPU time of the process
 * @returns the longest first
 */
export function kernelTimes(run: () => void, runs: number): KernelTime[] {
  const backend = tf.getBackend();
  const times = new Map<string, { calls: number; milliseconds: number }>();
  let busy = false;
  const timed =
    (name: string, kernel: tf.KernelFunc): tf.KernelFunc =>
    (args) => {
      if (busy) return kernel(args);
      busy = true;
      const start = process.cpuUsage();
      try {
        return kernel(args);
      } finally {
        busy = false;
        const { user, system } = process.cpuUsage(start);
        const entry = times.get(name) ?? { calls: 0, milliseconds: 0 };
        times.set(name, {
          calls: entry.calls + 1,
          milliseconds: entry.milliseconds + (user + system) / 1000,
        });
      }
    };
  const kernels = tf.getKernelsForBackend(backend);
  const replace = (wrap: (config: tf.KernelConfig) => tf.KernelFunc) => {
    for (const config of kernels) {
      tf.unregisterKernel(config.kernelName, backend);
      tf.registerKernel({ ...config, kernelFunc: wrap(config) });
    }
  };
  replace(({ kernelName, kernelFunc }) => timed(kernelName, kernelFunc));
  try {
    for (let i = 0; i < runs; i++) run();
  } finally {
    replace(({ kernelFunc }) => kernelFunc);
  }
  return [...times]
    .map(([kernel, { calls, milliseconds }]) => ({ kernel, calls: calls / runs, milliseconds: milliseconds / runs }))
    .sort((a, b) => b.milliseconds - a.milliseconds);
}
