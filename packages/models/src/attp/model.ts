import {
  ClassifierHead,
  CompactBilinearPooling,
  LateFusion,
  TemporalTrilinearPooling,
  TrilinearPooling,
} from "@cvar/fusion";
import * as tfl from "@tensorflow/tfjs-layers";
import type { InputDescription } from "../architecture/architecture.js";
import { ownsSharedLayers } from "../architecture/shared-layers.js";
import { chain, countFrom, efficientNetLayers } from "../efficientnet/features.js";
import type { Modality } from "../stm-net/config.js";
import { CHANNELS } from "../stm-net/geometry.js";
import type { AttpConfig } from "./config.js";

type Symbolic = tfl.SymbolicTensor;

/** Feature maps of the streams, by the names of the inputs that they come from. */
export type StreamMaps = Readonly<Record<string, Symbolic>>;

/**
 * The inputs of an ATTP network, in the order in which the model takes them: I_t, I_{t+Δt} (of temporal pooling), and the
 * motion vectors and residuals of one frame of group t.
 */
export function attpInputs({ modalities, fusion, size }: AttpConfig): InputDescription[] {
  const names = modalities.flatMap((name) =>
    name === "image" && fusion === "temporal" ? [name, "neighbour"] : [name],
  );
  return names.map((name) => {
    const channels = name === "neighbour" ? CHANNELS.image : CHANNELS[name as Modality];
    return { name, shape: [size, size, channels], dtype: "float32" };
  });
}

/** The pairs that compact bilinear pooling takes. */
export function modalityPairs(modalities: readonly Modality[]): (readonly [Modality, Modality])[] {
  return modalities.flatMap((first, i) => modalities.slice(i + 1).map((second) => [first, second] as const));
}

/**
 * ATTP as a `tf.layers` model (Huo et al., Fig. 3): one EfficientNet per modality, whose maps are pooled to one vector and
 * classified. The neighbour's I-frame goes through the same EfficientNet as the I-frame.
 *
 * Layers: `image_stem` … `image_top` and so on for `motion` and `residual`; then `pooling` and `head` (trilinear, temporal),
 * `image_motion_pooling`, `image_motion_head` … and `scores` (bilinear), or `image_head` … and `scores` (late).
 *
 * @param config  complete and checked, see `attpConfig`
 * @param prepare  called with each layer before it makes its weights
 * @returns inputs as {@link attpInputs} says; output logits [B, classes]; dispose of it with `model.dispose()`
 */
export function buildAttp(config: AttpConfig, prepare: (layer: tfl.layers.Layer) => void = () => {}): tfl.LayersModel {
  const seed = countFrom(config.seed * 1000);
  const inputs = attpInputs(config).map(({ name, shape, dtype }) => tfl.input({ name, shape: [...shape], dtype }));
  const streams = Object.fromEntries(
    config.modalities.map((name) => [name, efficientNetLayers(config, { prefix: `${name}_`, prepare, seed })]),
  );
  const maps = attpInputs(config).map(({ name }, i) => {
    const layers = streams[name === "neighbour" ? "image" : name]!;
    return [name, chain(layers, inputs[i]!)] as const;
  });
  const outputs = fuse(config, Object.fromEntries(maps), (name, make) => {
    const layer = make(name, seed());
    prepare(layer);
    return layer;
  });
  return ownsSharedLayers(tfl.model({ name: "attp", inputs, outputs }));
}

/** Where a layer after the streams comes from: made, or one that a model has. */
export type LayerNamed = (name: string, make: (name: string, seed: number) => tfl.layers.Layer) => tfl.layers.Layer;

/**
 * From the streams' maps to the scores.
 *
 * @param maps  in the order of the inputs
 * @param layer  the layers, by name
 * @returns logits [B, classes]
 */
export function fuse(config: AttpConfig, maps: StreamMaps, layer: LayerNamed): Symbolic {
  const { modalities, fusion, dims, factors, sketch, classes, dropout } = config;
  const classify = (name: string, x: Symbolic) =>
    layer(name, (name, seed) => new ClassifierHead({ name, classes, dropout, seed })).apply(x) as Symbolic;
  const add = (scores: Symbolic[]) =>
    scores.length === 1
      ? scores[0]!
      : (layer("scores", (name) => new LateFusion({ name, rule: "sum" })).apply(scores) as Symbolic);
  switch (fusion) {
    case "late":
      return add(modalities.map((name) => classify(`${name}_head`, maps[name]!)));
    case "bilinear": {
      const pairs = modalityPairs(modalities).map(([first, second], seed) => {
        // The sketches are no weights: they must be the same wherever these are loaded, so config.seed is not theirs.
        const pooling = layer(
          `${first}_${second}_pooling`,
          (name) => new CompactBilinearPooling({ name, dims: sketch, seed }),
        );
        return classify(`${first}_${second}_head`, pooling.apply([maps[first]!, maps[second]!]) as Symbolic);
      });
      return add(pairs);
    }
    default: {
      const Pooling = fusion === "temporal" ? TemporalTrilinearPooling : TrilinearPooling;
      const pooling = layer("pooling", (name, seed) => new Pooling({ name, dims, factors, seed }));
      // tf.layers computes later inputs first: the batch norms see I_t before the neighbour, whose terms are added.
      const { image, neighbour, motion, residual } = maps;
      const pooled = fusion === "temporal" ? [neighbour!, image!] : [image!];
      return classify("head", pooling.apply([...pooled, motion!, residual!]) as Symbolic);
    }
  }
}
