import type { OptimizerConfig, Recipe, ScheduleConfig, WeightRule } from "./recipe.js";

/** CoViAR's Adam, at all of its rates. */
const COVIAR_ADAM: OptimizerConfig = { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-3, weightDecay: 1e-4 };
const COVIAR_STEPS: ScheduleConfig = { kind: "steps", epochs: [150, 270, 390], divisor: 10 };

/** The classifier at the full rate, what was pretrained at a hundredth. */
const COVIAR_IMAGE: readonly WeightRule[] = [
  { weights: "^head/" },
  { weights: "_norm_scale$", rate: 0.01, decay: true },
  { weights: ".", rate: 0.01 },
];
/** The first layer, whose weights were made for pictures, at a tenth. */
const COVIAR_MOTION: readonly WeightRule[] = [
  { weights: "^stem/.*_norm_scale$", rate: 0.1, decay: true },
  { weights: "^stem/", rate: 0.1 },
  ...COVIAR_IMAGE,
];

/** The settings that CoViAR's program names for UCF-101, batches of 80 clips, by what the network is shown. */
const coviar = (name: string, learningRate: number, weightRules: readonly WeightRule[]): Recipe => ({
  name,
  optimizer: COVIAR_ADAM,
  learningRate,
  schedule: COVIAR_STEPS,
  epochs: 510,
  batchSize: 80,
  labelSmoothing: 0,
  clipNorm: null,
  dropout: null,
  weightRules,
});

/** Names of the recipes. */
export const recipeNames = [
  "paper",
  "team-net",
  "attp",
  "coviar-image",
  "coviar-motion",
  "coviar-residual",
  "small",
] as const;

/** Name of a recipe. */
export type RecipeName = (typeof recipeNames)[number];

/** Training methods by name. */
export const recipes: Readonly<Record<RecipeName, Recipe>> = {
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
  /**
   * ATTP with pretrained backbones. Huo et al. print no training settings: these are CoViAR's, whose protocol they follow, with
   * the pooling and the classifier, which start at random, at the full rate and the backbones at a hundredth.
   */
  attp: {
    name: "attp",
    optimizer: COVIAR_ADAM,
    learningRate: 0.01,
    schedule: COVIAR_STEPS,
    epochs: 510,
    batchSize: 80,
    labelSmoothing: 0,
    clipNorm: null,
    dropout: null,
    weightRules: [{ weights: "^(image|motion|residual)_(stem|stage|top)", rate: 0.01 }],
  },
  "coviar-image": coviar("coviar-image", 3e-4, COVIAR_IMAGE),
  "coviar-motion": coviar("coviar-motion", 0.01, COVIAR_MOTION),
  "coviar-residual": coviar("coviar-residual", 5e-3, COVIAR_MOTION),
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
