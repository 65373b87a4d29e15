import type { Architecture } from "../architecture/architecture.js";
import { pictureInput } from "../architecture/picture-input.js";
import { vitCard } from "./card.js";
import { type VitConfig, vitConfig } from "./config.js";
import { buildVit } from "./model.js";
import { vitParameters } from "./parameters.js";
import { VIT_B_16 } from "./presets.js";
import { vitNames } from "./torch-names.js";

/** Vision transformers (Dosovitskiy et al. 2021), as torchvision and timm have them. */
export const vit: Architecture<VitConfig> = {
  id: "vit",
  base: VIT_B_16,
  config: vitConfig,
  inputs: pictureInput,
  parameters: vitParameters,
  build: buildVit,
  card: vitCard,
  torchNames: vitNames,
};
