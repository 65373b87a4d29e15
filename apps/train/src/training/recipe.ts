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
}

/** Training methods by name. */
export const recipes: Readonly<Record<"paper" | "team-net" | "small", Recipe>> = {
  /** Das Biswas et al., section 4.1: Adam, rate 0.02, weight decay 1e-4, ε 1e-3, 300 epochs. */
  paper: {
    name: "paper",
    optimizer: { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-3, weightDecay: 1e-4 },
    learningRate: 0.02,
    schedule: { kind: "constant" },
    epochs: 300,
    batchSize: 16,
    labelSmoothing: 0,
    clipNorm: null,
    dropout: null,
  },
  /** TEAM-Net's published settings, which the paper says its own are similar to. */
  "team-net": {
    name: "team-net",
    optimizer: { kind: "sgd", momentum: 0.9, weightDecay: 0 },
    learningRate: 0.02,
    schedule: { kind: "steps", epochs: [5, 10, 15], divisor: 10 },
    epochs: 30,
    batchSize: 16,
    labelSmoothing: 0,
    clipNorm: 20,
    dropout: 0.5,
  },
  /** For hundreds of clips rather than hundreds of thousands, without pretraining. */
  small: {
    name: "small",
    optimizer: { kind: "adamw", beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.01 },
    learningRate: 2e-3,
    schedule: { kind: "cosine", warmUp: 0.1, floor: 0.02 },
    epochs: 30,
    batchSize: 16,
    labelSmoothing: 0.1,
    clipNorm: 1,
    dropout: null,
  },
};
