import type { AnyArchitecture } from "../src/index.js";
import { ARCHITECTURES, ATTP_TABLE_3, MODELS, type ModelName, modelNames } from "../src/index.js";

/** How a family is tested: overrides that make any of its networks small, and variants of the small network. */
interface SmallFamily {
  /** small enough for the plain cpu backend, with every kind of layer in it; classes: 3; nothing random in training */
  readonly small: object;
  /** on top of `small`: settings that build other layers */
  readonly variants?: Readonly<Record<string, object>>;
}

/** One line for each family; the registry's test fails without it. */
const FAMILIES: Readonly<Record<string, SmallFamily>> = {
  "stm-net": {
    small: {
      size: 32,
      steps: 3,
      d: 8,
      depth: 1,
      heads: 2,
      nf: 8,
      gc: 4,
      rrdbs: 1,
      classes: 3,
      dropout: 0,
      stm: { width: 4, threshold: 0.2 },
    },
    variants: {
      "image only": { modalities: ["image"] },
      "motion only": { modalities: ["motion"] },
      "motion and residual": { modalities: ["residual", "motion"] },
      "size not a multiple of a patch, cropped": { size: 47 },
      "size not a multiple of a patch, padded": { size: 33, remainder: "pad" },
      "no transformer, no RRDB": { depth: 0, rrdbs: 0 },
      "other strides, kernel, ratio": {
        patch: 8,
        mlpRatio: 2,
        stm: { width: 4, threshold: 0.2, kernel: 5, strides: [2, 2, 1] },
      },
    },
  },
  efficientnet: {
    small: {
      size: 33,
      classes: 3,
      width: 0.25,
      depth: 0.4,
      stem: 16,
      top: 16,
      stages: [
        { expand: 1, kernel: 3, stride: 1, channels: 32, layers: 1 },
        { expand: 2, kernel: 5, stride: 2, channels: 32, layers: 4 },
      ],
      dropout: 0,
      stochasticDepth: 0,
    },
    variants: {
      "of motion vectors": { channels: 2 },
      "batch norms frozen but the first": { batchNorm: "partial" },
      "batch norms frozen": { batchNorm: "frozen" },
    },
  },
  resnet: {
    small: { size: 33, classes: 3, layers: [2, 1], width: 4 },
    variants: {
      "of motion vectors": { channels: 2 },
      "wide bottlenecks": { block: "bottleneck", widthPerGroup: 128 },
      "batch norms frozen but the first": { batchNorm: "partial" },
    },
  },
  vit: {
    small: { size: 16, patch: 8, d: 8, depth: 2, heads: 2, classes: 3 },
    variants: { "of motion vectors": { channels: 2 }, "other MLP": { mlpRatio: 2.5 } },
  },
  attp: {
    small: {
      size: 20,
      dims: 6,
      factors: 2,
      sketch: 12,
      classes: 3,
      alignment: "none",
      width: 0.25,
      depth: 1,
      top: 16,
      stages: [
        { expand: 1, kernel: 3, stride: 1, channels: 32, layers: 1 },
        { expand: 2, kernel: 5, stride: 2, channels: 32, layers: 2 },
      ],
      dropout: 0,
      stochasticDepth: 0,
    },
    variants: {
      ...ATTP_TABLE_3,
      "motion and residual, bilinear": { modalities: ["motion", "residual"], fusion: "bilinear" },
    },
  },
};

/** A network to be tested: a name, what makes it small, and what to call it. */
export interface SmallNetwork {
  readonly name: ModelName;
  readonly variant: string;
  readonly overrides: object;
}

/** Overrides that make a registered network small. */
export function smallOverrides(name: ModelName): object {
  const { architecture } = MODELS[name];
  const family = FAMILIES[architecture];
  if (family === undefined)
    throw new Error(`test/small-networks.ts has no line for ${architecture}, so ${name} is not tested`);
  return family.small;
}

/** Every registered network made small, and the variants of each family; equal configs once. */
export function smallNetworks(): SmallNetwork[] {
  const seen = new Set<string>();
  const networks: SmallNetwork[] = [];
  for (const name of modelNames) {
    const { architecture, config } = MODELS[name];
    const small = smallOverrides(name);
    const first = !networks.some((network) => MODELS[network.name].architecture === architecture);
    const variants = { small: {}, ...(first ? FAMILIES[architecture]?.variants : {}) };
    for (const [variant, extra] of Object.entries(variants)) {
      const overrides = { ...small, ...extra };
      const family: AnyArchitecture = ARCHITECTURES[architecture];
      const key = JSON.stringify([architecture, family.config(config, overrides)]);
      if (!seen.has(key)) networks.push({ name, variant, overrides });
      seen.add(key);
    }
  }
  return networks;
}
