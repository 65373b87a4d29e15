import * as tf from "@tensorflow/tfjs-core";
import { builtin } from "../../host.js";
import { PLACES } from "./native-folder.js";
import { TFJS_NODE_VERSION } from "./pins.js";
import { TFJS_KEY } from "./stand-ins.js";

/**
 * Loads the tfjs-node that `setup-native` made. It sits outside of the program, so what it asks of TensorFlow.js is handed
 * to it here: the very copy of tfjs-core that this package uses.
 *
 * @param folder  a complete folder, see `readyNativeFolder()`
 * @throws what the addon throws if it does not load
 */
export function loadFromCache(folder: string): void {
  if (tf.version_core !== TFJS_NODE_VERSION)
    throw new Error(`it is for TensorFlow.js ${TFJS_NODE_VERSION}, and the program has ${tf.version_core}`);
  const { createRequire } = builtin<typeof import("node:module")>("node:module")!;
  const { join } = builtin<typeof import("node:path")>("node:path")!;
  // TensorFlow tells of the processor's features when it starts; a program that wants that sets the level itself.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "1";
  chainWhatKernelsChain();
  (globalThis as Record<symbol, unknown>)[Symbol.for(TFJS_KEY)] = {
    ...tf,
    // Of tf.layers and its callbacks: the progress bar of tfjs-node stays away, as with every other backend.
    CustomCallback: class {},
    registerCallbackConstructor: () => {},
  };
  createRequire(join(folder, "entry.js"))(join(folder, PLACES.package));
}

/** tfjs-node's Exp and Prelu call methods of tensors that only the whole of TensorFlow.js defines. */
function chainWhatKernelsChain(): void {
  const methods = tf.Tensor.prototype as unknown as Record<
    string,
    (this: tf.Tensor, other: tf.TensorLike) => tf.Tensor
  >;
  methods.toFloat ??= function () {
    return tf.cast(this, "float32");
  };
  methods.add ??= function (other) {
    return tf.add(this, other);
  };
  methods.sub ??= function (other) {
    return tf.sub(this, other);
  };
  methods.mul ??= function (other) {
    return tf.mul(this, other);
  };
}
