import type { VitConfig } from "./config.js";

/** ViT-Base with patches of 16×16 (Dosovitskiy et al. 2021, Table 1; torchvision's `vit_b_16`). */
export const VIT_B_16: VitConfig = {
  size: 224,
  channels: 3,
  classes: 1000,
  patch: 16,
  d: 768,
  depth: 12,
  heads: 12,
  mlpRatio: 4,
  dropout: 0,
  lnEpsilon: 1e-6,
  seed: 0,
};

const SOURCE = "Dosovitskiy et al. 2021, An image is worth 16×16 words (Table 1)";
const named = (config: VitConfig, source = SOURCE) => ({ architecture: "vit", config, source }) as const;
const DEIT = "Touvron et al. 2021, Training data-efficient image transformers (Table 1)";

/** The vision transformers' lines of the registry. */
export const VIT_MODELS = {
  "vit-ti-16": named({ ...VIT_B_16, d: 192, heads: 3 }, DEIT),
  "vit-s-16": named({ ...VIT_B_16, d: 384, heads: 6 }, DEIT),
  "vit-b-16": named(VIT_B_16),
  "vit-b-32": named({ ...VIT_B_16, patch: 32 }),
  "vit-l-16": named({ ...VIT_B_16, d: 1024, depth: 24, heads: 16 }),
} as const;
