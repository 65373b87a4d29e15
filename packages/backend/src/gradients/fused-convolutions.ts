import * as tf from "@tensorflow/tfjs-core";
import { convolutionGradients } from "./convolutions.js";

type GradientFunction = (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor | tf.Tensor[];
type CustomFunction = (...args: unknown[]) => { value: tf.Tensor; gradFunc: GradientFunction };
type RunKernel = ReturnType<typeof tf.engine>["runKernel"];
type CustomGrad = (f: CustomFunction) => (...inputs: tf.Tensor[]) => tf.Tensor;

/** Fused convolutions, and the operation whose gradient theirs is, the bias apart. */
const plain: Readonly<Record<string, string>> = {
  [tf.FusedConv2D]: tf.Conv2D,
  [tf.FusedDepthwiseConv2D]: tf.DepthwiseConv2dNative,
};

const taught = new WeakSet<object>();

/**
 * Gives dilated fused convolutions (`tf.fused.conv2d`, and the layers, with dilations and without activation) their
 * gradients. Those are no registered ones: the operation hands a function of its own to the engine's `customGrad`, and
 * that function refuses dilations. Here the engine tries it, and where it refuses takes the gradient of the plain
 * convolution and the sum over the bias instead. Functions of anybody else pass through unchanged.
 */
export function teachFusedConvolutions(): void {
  const engine = tf.engine() as unknown as { customGrad: CustomGrad; runKernel: RunKernel };
  if (taught.has(engine)) return;
  taught.add(engine);
  const original = engine.customGrad.bind(engine);
  engine.customGrad = (f) =>
    original((...args) => {
      const { result, attributes, kernel } = watched(engine, args, () => f(...args));
      if (!attributes || !isDilated(attributes)) return result;
      const gradFunc: GradientFunction = (dy, saved) => {
        try {
          return result.gradFunc(dy, saved);
        } catch (error) {
          if (!/dilation rates\s+greater than 1/.test(String(error))) throw error;
          return gradients(plain[kernel]!, dy, saved, attributes);
        }
      };
      return { value: result.value, gradFunc };
    });
}

interface Watched<T> {
  readonly result: T;
  readonly kernel: string;
  readonly attributes: tf.NamedAttrMap | null;
}

/** Runs f, and says which fused convolution of its own first two arguments it ran. */
function watched<T>(engine: { runKernel: RunKernel }, [x, filter]: readonly unknown[], f: () => T): Watched<T> {
  const own = Object.getOwnPropertyDescriptor(engine, "runKernel");
  const runKernel = engine.runKernel;
  let [kernel, attributes] = ["", null as tf.NamedAttrMap | null];
  const watching = (name: string, inputs: tf.NamedTensorMap, attrs?: tf.NamedAttrMap) => {
    if (Object.hasOwn(plain, name) && inputs.x === x && inputs.filter === filter) {
      [kernel, attributes] = [name, attrs ?? null];
    }
    return runKernel.call(engine, name, inputs, attrs);
  };
  Object.defineProperty(engine, "runKernel", { configurable: true, writable: true, value: watching });
  try {
    const result = f();
    return { result, kernel, attributes };
  } finally {
    if (own) Object.defineProperty(engine, "runKernel", own);
    else Reflect.deleteProperty(engine, "runKernel");
  }
}

function isDilated({ dilations = 1 }: tf.NamedAttrMap): boolean {
  return [dilations].flat().some((dilation) => Number(dilation) > 1);
}

/** dX, dW and db, given what the operation saved: filter, x, y and the bias if there is one. */
function gradients(kernelName: string, dy: tf.Tensor, saved: tf.Tensor[], attributes: tf.NamedAttrMap): tf.Tensor[] {
  const [filter, x, y, bias] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor | undefined];
  const cotangent = tf.reshape(dy, y.shape);
  const { gradFunc } = convolutionGradients.find((config) => config.kernelName === kernelName)!;
  const of = gradFunc(cotangent, [x, filter], attributes) as Record<"x" | "filter", () => tf.Tensor>;
  const all = [of.x(), of.filter()];
  if (bias) {
    const axes = tf.broadcast_util.getReductionAxes(bias.shape, cotangent.shape);
    all.push(tf.reshape(axes.length > 0 ? tf.sum(cotangent, axes) : cotangent, bias.shape));
  }
  return all;
}
