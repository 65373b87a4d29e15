import type { Architecture } from "../architecture/architecture.js";
import { pictureInput } from "../architecture/picture-input.js";
import { efficientNetCard } from "./card.js";
import { type EfficientNetConfig, efficientNetConfig } from "./config.js";
import { buildEfficientNet } from "./model.js";
import { efficientNetParameters } from "./parameters.js";
import { EFFICIENTNET_B0 } from "./presets.js";
import { efficientNetNames } from "./torch-names.js";

/** EfficientNet (Tan & Le 2019), as torchvision has it. */
export const efficientNet: Architecture<EfficientNetConfig> = {
  id: "efficientnet",
  base: EFFICIENTNET_B0,
  config: efficientNetConfig,
  inputs: pictureInput,
  parameters: efficientNetParameters,
  build: buildEfficientNet,
  card: efficientNetCard,
  torchNames: efficientNetNames,
};
