import type { ResNetConfig } from "./config.js";

/** ResNet-18 (He et al. 2016, Table 1; torchvision's `resnet18`). */
export const RESNET_18: ResNetConfig = {
  size: 224,
  channels: 3,
  classes: 1000,
  block: "basic",
  layers: [2, 2, 2, 2],
  width: 64,
  widthPerGroup: 64,
  dropout: 0,
  zeroInit: false,
  batchNorm: "train",
  bnEpsilon: 1e-5,
  bnMomentum: 0.1,
  seed: 0,
};

/** ResNet-50, with the stride in the 3×3 convolutions ("v1.5"), as torchvision's `resnet50`. */
export const RESNET_50: ResNetConfig = { ...RESNET_18, block: "bottleneck", layers: [3, 4, 6, 3] };

const SOURCE = "He et al. 2016, Deep residual learning for image recognition (Table 1; strides as torchvision)";
const named = (config: ResNetConfig) => ({ architecture: "resnet", config, source: SOURCE }) as const;

/** ResNet's lines of the registry. */
export const RESNET_MODELS = {
  "resnet-18": named(RESNET_18),
  "resnet-34": named({ ...RESNET_18, layers: [3, 4, 6, 3] }),
  "resnet-50": named(RESNET_50),
  "resnet-101": named({ ...RESNET_50, layers: [3, 4, 23, 3] }),
  "resnet-152": named({ ...RESNET_50, layers: [3, 8, 36, 3] }),
} as const;
