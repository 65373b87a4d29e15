import type { Architecture } from "../architecture/architecture.js";
import { pictureInput } from "../architecture/picture-input.js";
import { resNetCard } from "./card.js";
import { type ResNetConfig, resNetConfig } from "./config.js";
import { buildResNet } from "./model.js";
import { resNetParameters } from "./parameters.js";
import { RESNET_18 } from "./presets.js";
import { resNetWeight } from "./torch-names.js";

/** ResNet (He et al. 2016), as torchvision has it. */
export const resNet: Architecture<ResNetConfig> = {
  id: "resnet",
  base: RESNET_18,
  config: resNetConfig,
  inputs: pictureInput,
  parameters: resNetParameters,
  build: buildResNet,
  card: resNetCard,
  torchNames: { torchvision: resNetWeight, timm: resNetWeight },
};
