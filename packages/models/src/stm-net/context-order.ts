import {
  FrameFolding,
  FramesToTokens,
  MapsToTokens,
  PatchEmbedding,
  SummariseFrames,
  TokenFolding,
} from "@cvar/fusion";
import type { Modality } from "./config.js";
import { encodeTokens } from "./encoder.js";
import { patchesOf, patchInput, temporalFirst, temporalModalities } from "./geometry.js";
import type { LayerMaker, Symbolic } from "./layer-maker.js";
import { temporalModulators } from "./modulators.js";

/** What reaches the mixer. */
export interface ContextMaps {
  /** of the modalities, [B, M, rows, columns, d] */
  readonly folded: Symbolic;
  /** low-level maps of the streams with P-frames, each [B, rows, columns, d] */
  readonly skips: Symbolic[];
}

/**
 * Gathers context in the order that the config asks for (Das Biswas et al., Table 4a).
 *
 * - T ⇒ LS ⇒ GS: P-frames → modulator → patches; all tokens → transformer.
 * - LS ⇒ T ⇒ GS: each P-frame → patches (same weights for all frames) → modulator over the maps of tokens; all tokens →
 *   transformer.
 * - LS ⇒ GS ⇒ T: each P-frame → patches; at each step the I-frame's tokens and that step's → transformer; motion's and
 *   residuals' tokens → modulators over the steps, the I-frame's → their mean over the steps.
 *
 * @param inputs  of the modalities, in their order: [B, H, W, 3] or [B, T, H, W, C]
 * @param triplet  [B, 1]
 */
export function gatherContext(maker: LayerMaker, inputs: readonly Symbolic[], triplet: Symbolic): ContextMaps {
  const { config, layer, seed } = maker;
  const grid = patchesOf(config);
  const modulator = temporalModulators(maker);
  const embed = (modality: Modality, x: Symbolic) => {
    const patchSize = patchInput(config, modality).side;
    return layer(new PatchEmbedding({ name: `patch_${modality}`, filters: config.d, patchSize, grid, seed: seed() }))(
      x,
    );
  };
  const temporal = (maps: readonly Symbolic[]) => maps.filter((_, m) => config.modalities[m] !== "image");
  const fold = (tokens: Symbolic) => layer(new TokenFolding({ name: "folding", grid }))(tokens);
  const join = (maps: Symbolic[]) => layer(new MapsToTokens({ name: "tokens" }))(maps);

  const globalLast = config.order[2] === "global" || temporalModalities(config).length === 0;
  if (globalLast) {
    const maps = config.modalities.map((modality, m) => {
      const x = inputs[m]!;
      if (modality === "image") return embed(modality, x);
      if (temporalFirst(config)) {
        const modulated = modulator(modality)(x);
        return embed(modality, modulated);
      }
      return modulator(modality)(embed(modality, x));
    });
    return { folded: fold(encodeTokens(maker, join(maps), triplet)), skips: temporal(maps) };
  }

  const frames = config.modalities.map((modality, m) => embed(modality, inputs[m]!));
  const encoded = encodeTokens(maker, layer(new FramesToTokens({ name: "tokens" }))(frames), triplet);
  const maps = config.modalities.map((modality, m) => {
    const steps = layer(new FrameFolding({ name: `steps_${modality}`, grid, modality: m }))(encoded);
    const mean = () => layer(new SummariseFrames({ name: `mean_${modality}`, summary: "mean" }));
    return (modality === "image" ? mean() : modulator(modality))(steps);
  });
  const low = config.modalities.map((modality, m) =>
    modality === "image" || config.mixer !== "full"
      ? frames[m]!
      : layer(new SummariseFrames({ name: `low_${modality}`, summary: "mean" }))(frames[m]!),
  );
  const tokens = layer(new MapsToTokens({ name: "modulated" }))(maps);
  return { folded: fold(tokens), skips: temporal(low) };
}
