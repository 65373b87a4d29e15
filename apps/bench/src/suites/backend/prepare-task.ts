import * as tf from "@tensorflow/tfjs-core";
import { cnn, mbconv } from "./networks.js";
import { fingerprint, numbers } from "./numbers.js";
import type { Prepared } from "./serve-tasks.js";
import type { Task } from "./task.js";

/** Steps whose losses are compared. */
const STEPS = 5;

/** Makes the tensors of a task on the active backend. @param adam  makes the optimizer */
export function prepareTask(task: Task, adam: () => tf.Optimizer): Prepared {
  switch (task.kind) {
    case "cnn":
      return trainingStep(task, adam());
    case "mbconv":
      return block(task);
    case "adam":
      return update(task, adam());
    default:
      return operation(task);
  }
}

const tensor = (shape: number[], seed: number) => tf.tensor(numbers(tf.util.sizeFromShape(shape), seed), shape);

function trainingStep(task: Extract<Task, { kind: "cnn" }>, optimizer: tf.Optimizer): Prepared {
  const model = cnn(task);
  const x = tensor([task.batch, task.size, task.size, 3], 1);
  const classes = Array.from({ length: task.batch }, (_, i) => i % task.classes);
  const labels = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(classes, "int32"), task.classes), "float32"));
  const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const loss = () =>
    tf.losses.softmaxCrossEntropy(labels, model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar;
  const run = () => optimizer.minimize(loss, true, weights)!;
  return {
    run,
    async check() {
      const losses: number[] = [];
      for (let step = 0; step < STEPS; step++) {
        const value = run();
        losses.push((await value.data())[0]!);
        value.dispose();
      }
      return losses;
    },
    dispose() {
      optimizer.dispose();
      model.dispose();
      tf.dispose([x, labels]);
    },
  };
}

/** Gradients of Σ y·g for the block's input and weights. */
function block(task: Extract<Task, { kind: "mbconv" }>): Prepared {
  const model = mbconv(task);
  const shape = [task.batch, task.size, task.size, task.channels];
  const x = tf.tidy(() => tf.variable(tensor(shape, 1)));
  const cotangent = tensor(shape, 2);
  const weights = [x, ...model.trainableWeights.map((weight) => weight.read() as tf.Variable)];
  const gradients = () =>
    tf.variableGrads(() => tf.sum(tf.mul(model.apply(x, { training: true }) as tf.Tensor, cotangent)), weights);
  return {
    run() {
      const { value, grads } = gradients();
      tf.dispose(grads);
      return value;
    },
    async check() {
      const { value, grads } = gradients();
      const found = [(await value.data())[0]!, ...fingerprint(await grads[x.name]!.data())];
      tf.dispose({ value, grads });
      return found;
    },
    dispose() {
      model.dispose();
      tf.dispose([x, cotangent]);
    },
  };
}

function update({ values }: Extract<Task, { kind: "adam" }>, optimizer: tf.Optimizer): Prepared {
  const weight = tf.tidy(() => tf.variable(tensor([values], 1)));
  const gradient = tensor([values], 2);
  const step = () => optimizer.applyGradients([{ name: weight.name, tensor: gradient }]);
  return {
    run() {
      step();
      return tf.slice(weight, 0, 1);
    },
    async check() {
      for (let i = 0; i < STEPS; i++) step();
      return fingerprint(await weight.data());
    },
    dispose() {
      optimizer.dispose();
      tf.dispose([weight, gradient]);
    },
  };
}

type Operation = Exclude<Task, { kind: "cnn" | "mbconv" | "adam" }>;

function operation(task: Operation): Prepared {
  const inputs: tf.Tensor[] = [];
  const run = workOf(task, (shape) => {
    inputs.push(tensor(shape, inputs.length + 1));
    return inputs.at(-1)!;
  });
  return {
    run: () => tf.tidy(run),
    async check() {
      const result = tf.tidy(run);
      const found = fingerprint(await result.data());
      result.dispose();
      return found;
    },
    dispose: () => tf.dispose(inputs),
  };
}

/** @param make  makes an input of a shape, each from a seed of its own: 1, 2, … */
function workOf(task: Operation, make: (shape: number[]) => tf.Tensor): () => tf.Tensor {
  const run = (name: string, inputs: object, attributes: object) =>
    tf.engine().runKernel(name, inputs as tf.NamedTensorMap, attributes as tf.NamedAttrMap) as tf.Tensor;
  switch (task.kind) {
    case "conv":
    case "depthwise": {
      const { batch, size, channels, kernel, stride } = task;
      const depthwise = task.kind === "depthwise";
      const out = Math.ceil(size / stride);
      const filters = depthwise ? channels : task.filters;
      const inputShape = [batch, size, size, channels];
      const filterShape = [kernel, kernel, channels, depthwise ? 1 : filters];
      const attributes = { strides: [stride, stride], pad: "same", dataFormat: "NHWC", dilations: [1, 1] };
      const [x, filter, dy] = [make(inputShape), make(filterShape), make([batch, out, out, filters])];
      const names = depthwise
        ? [tf.DepthwiseConv2dNative, tf.DepthwiseConv2dNativeBackpropInput, tf.DepthwiseConv2dNativeBackpropFilter]
        : [tf.Conv2D, tf.Conv2DBackpropInput, tf.Conv2DBackpropFilter];
      if (task.part === "forward") return () => run(names[0]!, { x, filter }, attributes);
      if (task.part === "input gradient") return () => run(names[1]!, { dy, filter }, { ...attributes, inputShape });
      return () => run(names[2]!, { x, dy }, { ...attributes, filterShape });
    }
    case "matmul": {
      const { batch, m, k, n, transposeA, transposeB } = task;
      const a = make(transposeA ? [batch, k, m] : [batch, m, k]);
      const b = make(transposeB ? [batch, n, k] : [batch, k, n]);
      return () => tf.matMul(a, b, transposeA, transposeB);
    }
    case "max pool": {
      const x = make([task.batch, task.size, task.size, task.channels]);
      const dy = make([task.batch, task.size / 2, task.size / 2, task.channels]);
      return work((t) => tf.maxPool(t as tf.Tensor4D, 2, 2, "valid"), x, task.backward ? dy : null);
    }
    case "softmax":
    case "layer norm": {
      const x = make([task.rows, task.columns]);
      const dy = make([task.rows, task.columns]);
      return work(task.kind === "softmax" ? tf.softmax : layerNorm, x, task.backward ? dy : null);
    }
  }
}

/** f(x), or with a cotangent the gradient of Σ f(x)·dy for x. */
function work(f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor, dy: tf.Tensor | null): () => tf.Tensor {
  if (dy === null) return () => f(x);
  const gradient = tf.grad(f);
  return () => gradient(x, dy);
}

/** (x − mean) / √(variance + 1e-6) over the last axis. */
function layerNorm(x: tf.Tensor): tf.Tensor {
  const { mean, variance } = tf.moments(x, -1, true);
  return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-6)));
}
