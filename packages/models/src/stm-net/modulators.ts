import { ConvLSTM, PadChannels, SummariseFrames } from "@cvar/fusion";
import { STM } from "@cvar/snn";
import type { Modality } from "./config.js";
import {
  CHANNELS,
  hasModulators,
  modulatorInput,
  modulatorStrides,
  modulatorWidth,
  temporalFirst,
} from "./geometry.js";
import type { Applied, LayerMaker } from "./layer-maker.js";

/**
 * What makes one map of a stream's P-frames, [B, T, H, W, C] → [B, H', W', C'], per modality: an STM or ConvLSTM, its own or
 * the common one; or a summary without memory.
 */
export function temporalModulators(maker: LayerMaker): (modality: Modality) => Applied {
  const { config, layer } = maker;
  const { modulator, stm } = config;
  if (modulator !== "stm" && modulator !== "conv-lstm") {
    return (modality) => layer(new SummariseFrames({ name: `frames_${modality}`, summary: modulator }));
  }
  const make = modulator === "stm" ? spiking : recurrent;
  if (!stm.common || !hasModulators(config)) return (modality) => make(maker, `_${modality}`);
  let common: Applied | undefined;
  return (modality) => {
    common ??= make(maker, "");
    const shared = common;
    const channels = modulatorInput(config, modality);
    if (!temporalFirst(config) || channels === CHANNELS[modality]) return shared;
    const pad = layer(new PadChannels({ name: `pad_${modality}`, channels }));
    return (x) => shared(pad(x));
  };
}

function spiking({ config, seed, layer }: LayerMaker, suffix: string): Applied {
  const { kernel: kernelSize, threshold, leak, surrogate, learned } = config.stm;
  return layer(
    new STM({
      name: `stm${suffix}`,
      width: modulatorWidth(config),
      strides: modulatorStrides(config),
      kernelSize,
      threshold,
      leak,
      surrogate,
      learnThreshold: learned,
      learnLeak: learned,
      seed: seed(),
    }),
  );
}

/** Each spiking layer of the STM replaced by a ConvLSTM cell of as many filters; what leaves is the last one's last h. */
function recurrent({ config, seed, layer }: LayerMaker, suffix: string): Applied {
  const strides = modulatorStrides(config);
  const cells = strides.map((stride, k) =>
    layer(
      new ConvLSTM({
        name: `lstm${suffix}_${k}`,
        filters: modulatorWidth(config),
        kernelSize: config.stm.kernel,
        stride,
        returnSequences: k < strides.length - 1,
        seed: seed(),
      }),
    ),
  );
  return (x) => cells.reduce<typeof x>((frames, cell) => cell(frames), x) as ReturnType<Applied>;
}
