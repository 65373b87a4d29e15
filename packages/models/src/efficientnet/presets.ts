import type { EfficientNetConfig, EfficientNetStage } from "./config.js";

const stage = (
  expand: number,
  kernel: number,
  stride: number,
  channels: number,
  layers: number,
): EfficientNetStage => ({
  expand,
  kernel,
  stride,
  channels,
  layers,
});

/** EfficientNet-B0 (Tan & Le 2019, Table 1; torchvision's `efficientnet_b0`). */
export const EFFICIENTNET_B0: EfficientNetConfig = {
  size: 224,
  channels: 3,
  classes: 1000,
  width: 1,
  depth: 1,
  stem: 32,
  stages: [
    stage(1, 3, 1, 16, 1),
    stage(6, 3, 2, 24, 2),
    stage(6, 5, 2, 40, 2),
    stage(6, 3, 2, 80, 3),
    stage(6, 5, 1, 112, 3),
    stage(6, 5, 2, 192, 4),
    stage(6, 3, 1, 320, 1),
  ],
  top: null,
  dropout: 0.2,
  stochasticDepth: 0.2,
  batchNorm: "train",
  bnEpsilon: 1e-5,
  bnMomentum: 0.1,
  seed: 0,
};

const scaled = (width: number, depth: number, size: number, dropout: number): EfficientNetConfig => ({
  ...EFFICIENTNET_B0,
  width,
  depth,
  size,
  dropout,
});
/** torchvision's batch norms from B5 on. */
const LARGE = { bnEpsilon: 1e-3, bnMomentum: 0.01 };

/** EfficientNet-B1, the backbone of ATTP. */
export const EFFICIENTNET_B1 = /* @__PURE__ */ scaled(1, 1.1, 240, 0.2);

const SOURCE = "Tan & Le 2019, EfficientNet: rethinking model scaling for convolutional neural networks";
const named = (config: EfficientNetConfig, which: string) =>
  ({ architecture: "efficientnet", config, source: `${SOURCE} (${which}; sizes as torchvision evaluates)` }) as const;

/** EfficientNet's lines of the registry. */
export const EFFICIENTNET_MODELS = {
  "efficientnet-b0": named(EFFICIENTNET_B0, "B0"),
  "efficientnet-b1": named(EFFICIENTNET_B1, "B1"),
  "efficientnet-b2": named(scaled(1.1, 1.2, 288, 0.3), "B2"),
  "efficientnet-b3": named(scaled(1.2, 1.4, 300, 0.3), "B3"),
  "efficientnet-b4": named(scaled(1.4, 1.8, 380, 0.4), "B4"),
  "efficientnet-b5": named({ ...scaled(1.6, 2.2, 456, 0.4), ...LARGE }, "B5"),
  "efficientnet-b6": named({ ...scaled(1.8, 2.6, 528, 0.5), ...LARGE }, "B6"),
  "efficientnet-b7": named({ ...scaled(2, 3.1, 600, 0.5), ...LARGE }, "B7"),
} as const;
