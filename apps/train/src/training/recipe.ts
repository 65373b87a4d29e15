/** How weights move, given a gradient. Hyper-parameters as PyTorch names them, so recipes compare. */
export type OptimizerConfig =
  /** Momentum v ← μv + g; w ← w − η v. `weightDecay` is added to the gradient. */
  | { readonly kind: "sgd"; readonly momentum: number; readonly weightDecay: number }
  /** Adam (Kingma and Ba 2015, Algorithm 1). `weightDecay` is added to the gradient. */
  | {
      readonly kind: "adam";
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
      readonly weightDecay: number;
    }
  /** AdamW (Loshchilov and Hutter 2019, Algorithm 2): the decay acts on the weight itself, scaled by the rate. */
  | {
      readonly kind: "adamw";
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
      readonly weightDecay: number;
    };

/** How the rate goes over training. */
export type ScheduleConfig =
  | { readonly kind: "constant" }
  /** Divided by `divisor` at the start of each named epoch (counted from 0). */
  | { readonly kind: "steps"; readonly epochs: readonly number[]; readonly divisor: number }
  /** Linear from 0 over the first `warmUp` share of training, then half a cosine down to `floor` times the rate. */
  | { readonly kind: "cosine"; readonly warmUp: number; readonly floor: number };

/** How weights of certain names move. */
export interface WeightRule {
  /** Regular expression on "layer/weight", such as `^head/` or `_bias$`. */
  readonly weights: string;
  /** Multiplies the learning rate. Default 1. */
  readonly rate?: number;
  /** Whether weight decay acts. Default: on matrices and kernels, not on vectors (biases, norms) and scalars. */
  readonly decay?: boolean;
}

/** All of a training method that is not data, model or seed. */
export interface Recipe {
  readonly name: string;
  readonly optimizer: OptimizerConfig;
  readonly learningRate: number;
  readonly schedule: ScheduleConfig;
  readonly epochs: number;
  readonly batchSize: number;
  /** Share of the target spread evenly over all classes. */
  readonly labelSmoothing: number;
  /** Gradients are scaled down so that their global norm is at most this; null: never. */
  readonly clipNorm: number | null;
  /** The model's dropout; null: as its setting has it. */
  readonly dropout: number | null;
  /** Weights that move otherwise than the rest; of several that name a weight, the first. Missing: none does. */
  readonly weightRules?: readonly WeightRule[];
}
