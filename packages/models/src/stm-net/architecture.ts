import type { Architecture } from "../architecture/architecture.js";
import { stmNetCard } from "./card.js";
import { stmNetConfig } from "./check.js";
import type { StmNetConfig, StmNetOverrides } from "./config.js";
import { buildStmNet, stmNetInputs } from "./model.js";
import { stmNetParameters } from "./parameters.js";
import { STM_NET_BASE } from "./presets.js";
import { torchWeight } from "./torch-names.js";

/** STM-Net (Das Biswas et al.): spiking temporal modulators, unified transformer, multi-modal mixer, dense blocks. */
export const stmNet: Architecture<StmNetConfig, StmNetOverrides> = {
  id: "stm-net",
  base: STM_NET_BASE,
  config: stmNetConfig,
  inputs: stmNetInputs,
  parameters: stmNetParameters,
  build: buildStmNet,
  views: ({ triplets }) => ({ clips: triplets, crops: 1 }),
  card: stmNetCard,
  torchNames: { reference: torchWeight },
};
