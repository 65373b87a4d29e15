import { CompactBilinearPooling, type InvalidOptionError } from "@cvar/fusion";
import { checkFields, oneOf, positive, seed, upTo, whole } from "../architecture/fields.js";
import { type EfficientNetTrunk, efficientNetTrunk } from "../efficientnet/config.js";
import { InvalidConfigError } from "../errors.js";
import { MODALITIES, type Modality } from "../stm-net/config.js";

/**
 * How the streams become one score. "late": each has a classifier, and the scores are added; "bilinear": compact bilinear
 * pooling of each pair with a classifier each, and the scores are added; "trilinear" (Eq. 6); "temporal": temporal trilinear
 * pooling with the neighbouring group's I-frame (Eq. 7).
 */
export const ATTP_FUSIONS = ["late", "bilinear", "trilinear", "temporal"] as const;
export type AttpFusion = (typeof ATTP_FUSIONS)[number];

/**
 * What training aligns of the motion stream with a teacher that sees optical flow. "both": features before and after the
 * fully connected layer (Eq. 8); "scores": after it only; "distillation": softened probabilities; "none".
 */
export const ATTP_ALIGNMENTS = ["none", "scores", "distillation", "both"] as const;
export type AttpAlignment = (typeof ATTP_ALIGNMENTS)[number];

/** Everything that defines an ATTP network (Huo et al.); plain JSON. The fields of the trunk are those of its EfficientNets. */
export interface AttpConfig extends EfficientNetTrunk {
  /** S: side of the square inputs, pixels */
  readonly size: number;
  /** which streams the network has; pooling of two needs two, trilinear and temporal need all three */
  readonly modalities: readonly Modality[];
  readonly fusion: AttpFusion;
  /** D: length of the trilinear vector */
  readonly dims: number;
  /** d: factors of each of its numbers */
  readonly factors: number;
  /** D of compact bilinear pooling, a number with a divisor near its square root */
  readonly sketch: number;
  /** training only; the network is the same without it */
  readonly alignment: AttpAlignment;
  /** λ of Eq. 10 */
  readonly alignmentWeight: number;
  /** T of knowledge distillation */
  readonly temperature: number;
  readonly classes: number;
  /** probability, before each classifier; training only */
  readonly dropout: number;
  /** of the initial weights, dropout and stochastic depth */
  readonly seed: number;
}

/** Fields of a config that differ from a named setting. */
export type AttpOverrides = Partial<AttpConfig>;

/**
 * `base` with `overrides`, checked field by field.
 *
 * @throws InvalidConfigError for an unknown field or a value outside its range
 */
export function attpConfig(base: AttpConfig, overrides: AttpOverrides = {}): AttpConfig {
  const config = checkFields(base, overrides);
  for (const field of ["size", "dims", "factors", "sketch", "classes"] as const) whole(field, config[field], 1);
  upTo("dropout", config.dropout, 1);
  seed(config.seed);
  oneOf("fusion", config.fusion, ATTP_FUSIONS);
  oneOf("alignment", config.alignment, ATTP_ALIGNMENTS);
  positive("alignmentWeight", config.alignmentWeight);
  positive("temperature", config.temperature);
  checkSketch(config.sketch);
  const modalities = checkModalities(config);
  if (config.alignment !== "none" && !modalities.includes("motion"))
    throw new InvalidConfigError("alignment", config.alignment, '"none" without a motion stream');
  return { ...config, ...efficientNetTrunk(config), modalities };
}

/** How many streams each fusion needs at least. */
const STREAMS: Readonly<Record<AttpFusion, number>> = { late: 1, bilinear: 2, trilinear: 3, temporal: 3 };

function checkModalities({ modalities, fusion }: AttpConfig): Modality[] {
  const known = Array.isArray(modalities) && modalities.every((modality) => MODALITIES.includes(modality));
  if (!known || modalities.length < STREAMS[fusion] || new Set(modalities).size !== modalities.length) {
    const allowed = `${STREAMS[fusion]} or more of ${MODALITIES.join(", ")}, each once, for fusion "${fusion}"`;
    throw new InvalidConfigError("modalities", modalities, allowed);
  }
  return MODALITIES.filter((modality) => modalities.includes(modality));
}

function checkSketch(sketch: number): void {
  try {
    new CompactBilinearPooling({ dims: sketch });
  } catch (cause) {
    throw new InvalidConfigError("sketch", sketch, (cause as InvalidOptionError).range);
  }
}
