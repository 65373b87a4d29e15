import * as tf from "@tensorflow/tfjs-core";
import { type AdamSettings, adamStep } from "../kernels/adam.js";

/** Settings of {@link adam}; what is not given is as in `tf.train.adam`. */
export interface AdamOptions extends Partial<Omit<AdamSettings, "rate" | "step">> {}

/** A tensor and its name, as optimizers take and give them. */
type NamedTensor = Awaited<ReturnType<tf.Optimizer["getWeights"]>>[number];

/** The two moments of one weight; `name` is the weight's. */
interface Moments {
  readonly name: string;
  readonly first: tf.Variable;
  readonly second: tf.Variable;
}

/**
 * `tf.train.adam` as one pass over each weight ({@link adamStep}): the same numbers, and the same weights from `getWeights`,
 * so that a model saved with either goes on with the other. `decay` and `decoupledDecay` (AdamW) are additions; they are
 * not saved with a model.
 */
export class AdamOptimizer extends tf.Optimizer {
  /** The name under which tfjs saves and finds its own. */
  static get className(): string {
    return "Adam";
  }

  readonly #settings: Required<Omit<AdamSettings, "rate" | "step">>;
  #moments: Moments[] = [];

  constructor(
    /** η; may be changed between steps. */
    public learningRate: number,
    options: AdamOptions = {},
  ) {
    super();
    const { beta1 = 0.9, beta2 = 0.999, epsilon = tf.backend().epsilon(), decay = 0, decoupledDecay = 0 } = options;
    this.#settings = { beta1, beta2, epsilon, decay, decoupledDecay };
  }

  /** Updates the variables of the given names in place. A variable without gradient stays as it is. */
  applyGradients(gradients: tf.NamedTensorMap | NamedTensor[]): void {
    const list = Array.isArray(gradients)
      ? gradients
      : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
    const settings = { ...this.#settings, rate: this.learningRate, step: this.iterations + 1 };
    const variables = tf.engine().registeredVariables;
    list.forEach(({ name, tensor }, i) => {
      const weight = variables[name]!;
      this.#moments[i] ??= tf.tidy(() => {
        const zeros = () => tf.variable(tf.zerosLike(weight), false);
        return { name, first: zeros(), second: zeros() };
      });
      if (tensor == null) return;
      const { first, second } = this.#moments[i]!;
      const next = adamStep({ weight, first, second }, tensor, settings);
      assign(weight, next.weight);
      assign(first, next.first);
      assign(second, next.second);
    });
    this.incrementIterations();
  }

  override dispose(): void {
    tf.dispose(this.#moments.flatMap(({ first, second }) => [first, second]));
    this.#moments = [];
  }

  /** The number of steps, then all first moments, then all second ones. They stay this optimizer's, but for the number. */
  override async getWeights(): Promise<NamedTensor[]> {
    const firsts = this.#moments.map(({ name, first }) => ({ name: `${name}/m`, tensor: first }));
    const seconds = this.#moments.map(({ name, second }) => ({ name: `${name}/v`, tensor: second }));
    return [await this.saveIterations(), ...firsts, ...seconds];
  }

  /** Takes copies of what {@link getWeights} or tfjs's own Adam gave. */
  override async setWeights(weights: NamedTensor[]): Promise<void> {
    const tensors = await this.extractIterations(weights);
    const count = tensors.length / 2;
    this.dispose();
    this.#moments = tf.tidy(() =>
      tensors.slice(0, count).map(({ name, tensor }, i) => ({
        name: name.replace(/\/m$/, ""),
        first: tf.variable(tensor, false),
        second: tf.variable(tensors[count + i]!.tensor, false),
      })),
    );
  }

  /** What tfjs saves with a model: the learning rate, both betas and epsilon. */
  getConfig(): tf.serialization.ConfigDict {
    const { beta1, beta2, epsilon } = this.#settings;
    return { learningRate: this.learningRate, beta1, beta2, epsilon };
  }
}

/** The variable takes the tensor's data; the tensor is gone. */
function assign(variable: tf.Tensor, tensor: tf.Tensor): void {
  (variable as tf.Variable).assign(tensor);
  tensor.dispose();
}

/**
 * Adam, or AdamW with `decoupledDecay`, for `model.compile({ optimizer: adam(0.001) })` and `optimizer.minimize`.
 *
 * On wasm, after `registerTrainingKernels`, each weight takes one kernel where `tf.train.adam` takes fourteen; on other
 * backends it computes the same from their operations.
 *
 * @param learningRate  η
 * @example model.compile({ optimizer: adam(0.001), loss: "meanSquaredError" });
 */
export function adam(learningRate = 0.001, options: AdamOptions = {}): AdamOptimizer {
  return new AdamOptimizer(learningRate, options);
}
