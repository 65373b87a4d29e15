import type { KernelFunc, TensorInfo } from "@tensorflow/tfjs-core";

/** What a kernel is called with. */
export type KernelArguments = Parameters<KernelFunc>[0];

/** Backends on graphics processors, in browsers. */
export type GraphicsBackend = "webgl" | "webgpu";

export const GRAPHICS_BACKENDS: readonly GraphicsBackend[] = ["webgl", "webgpu"];

/** A kernel that a backend lacks, gets wrong or computes slowly, and its replacement. */
export interface TrainingKernel {
  readonly kernelName: string;
  readonly backendName: "cpu" | "wasm" | "tensorflow" | GraphicsBackend;
  /**
   * Makes the replacement.
   *
   * @param original  the backend's own kernel, null where it has none; a replacement may pass to it what it need not change
   * @returns null where there is nothing to replace
   */
  readonly create: (original: KernelFunc | null) => KernelFunc | null;
}

/** The inputs of a kernel by name; tfjs has checked that they are there. */
export function inputsOf(args: KernelArguments): Record<string, TensorInfo> {
  return args.inputs as Record<string, TensorInfo>;
}
