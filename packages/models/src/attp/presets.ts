import type { EfficientNetTrunk } from "../efficientnet/config.js";
import { EFFICIENTNET_B1 } from "../efficientnet/presets.js";
import { MODALITIES } from "../stm-net/config.js";
import type { AttpConfig, AttpOverrides } from "./config.js";

const { width, depth, stem, stages, top, stochasticDepth, batchNorm, bnEpsilon, bnMomentum } = EFFICIENTNET_B1;
const B1: EfficientNetTrunk = { width, depth, stem, stages, top, stochasticDepth, batchNorm, bnEpsilon, bnMomentum };

/** The paper's network: 23,399,565 parameters at 101 classes (Huo et al., Table 2: 23.4 M). */
export const ATTP: AttpConfig = {
  size: 240,
  modalities: MODALITIES,
  fusion: "temporal",
  dims: 200,
  factors: 5,
  sketch: 1024,
  alignment: "both",
  alignmentWeight: 1,
  temperature: 4,
  ...B1,
  classes: 101,
  dropout: 0,
  seed: 0,
};

/** The same network made small: it trains from scratch in minutes on two cores. */
export const ATTP_TINY: AttpConfig = {
  ...ATTP,
  size: 64,
  dims: 32,
  sketch: 256,
  alignment: "none",
  width: 0.5,
  depth: 0.3,
  top: 128,
  stochasticDepth: 0,
  classes: 8,
};

const PAPER = "Huo et al., Lightweight Action Recognition in Compressed Videos";

/** ATTP's lines of the registry. */
export const ATTP_MODELS = {
  attp: { architecture: "attp", config: ATTP, source: `${PAPER} (Table 2)` },
  "attp-tiny": { architecture: "attp", config: ATTP_TINY, source: `${PAPER}, made small` },
} as const;

const single = (modality: "image" | "motion" | "residual"): AttpOverrides => ({
  modalities: [modality],
  fusion: "late",
  alignment: "none",
});

/** The rows of the paper's Table 3, as overrides of `"attp"`. */
export const ATTP_TABLE_3 = {
  I: single("image"),
  MV: single("motion"),
  R: single("residual"),
  "I+MV+R": { fusion: "late", alignment: "none" },
  BP: { fusion: "bilinear", alignment: "none" },
  TP: { fusion: "trilinear", alignment: "none" },
  TTP: { fusion: "temporal", alignment: "none" },
  ATTP: { fusion: "temporal", alignment: "both" },
} as const satisfies Record<string, AttpOverrides>;

/** The bars of the paper's Fig. 4, right: the motion stream alone, trained with each alignment. */
export const ATTP_FIGURE_4 = {
  "W/O feature alignment": single("motion"),
  "feature alignment after FC layer": { ...single("motion"), alignment: "scores" },
  "knowledge distillation": { ...single("motion"), alignment: "distillation" },
  "our feature alignment": { ...single("motion"), alignment: "both" },
} as const satisfies Record<string, AttpOverrides>;
