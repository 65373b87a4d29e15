import * as tf from "@tensorflow/tfjs-core";

/**
 * Runs a kernel, on the gradient tape, where somebody has registered it for the active backend: `registerTrainingKernels` of
 * `@cvar/backend` brings layer norm and gelu as one kernel each, with gradients.
 *
 * @returns its first output, or null where the kernel is not there or an input is not float32
 */
export function registeredKernel(name: string, inputs: Record<string, tf.Tensor>, attributes = {}): tf.Tensor | null {
  const float = Object.values(inputs).every(({ dtype, size }) => dtype === "float32" && size > 0);
  if (!float || tf.getKernel(name, tf.getBackend()) == null || tf.getGradient(name) == null) return null;
  const made = tf.engine().runKernel(name, inputs, attributes) as tf.Tensor | tf.Tensor[];
  return Array.isArray(made) ? made[0]! : made;
}
