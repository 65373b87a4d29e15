import type { Architecture, Stream } from "../architecture/architecture.js";
import { efficientNetTrunk } from "../efficientnet/config.js";
import type { Modality } from "../stm-net/config.js";
import { CHANNELS } from "../stm-net/geometry.js";
import { attpCard } from "./card.js";
import { type AttpConfig, attpConfig } from "./config.js";
import { attpInputs, buildAttp } from "./model.js";
import { attpParameters } from "./parameters.js";
import { ATTP } from "./presets.js";
import { attpWeight, nameInStream } from "./torch-names.js";

/** ATTP (Huo et al.): an EfficientNet per modality, temporal trilinear pooling; late fusion and bilinear pooling beside it. */
export const attp: Architecture<AttpConfig> = {
  id: "attp",
  base: ATTP,
  config: attpConfig,
  inputs: attpInputs,
  parameters: attpParameters,
  build: buildAttp,
  streams: attpStreams,
  torchNames: { reference: attpWeight },
  card: attpCard,
};

/** Each stream as the EfficientNet that it is. */
function attpStreams(config: AttpConfig): Record<string, Stream> {
  const { size, classes, dropout, seed } = config;
  const stream = (name: Modality): Stream => ({
    architecture: "efficientnet",
    config: { ...efficientNetTrunk(config), size, channels: CHANNELS[name], classes, dropout, seed },
    nameIn: (originalName) => nameInStream(name, originalName),
  });
  return Object.fromEntries(config.modalities.map((name) => [name, stream(name)]));
}
