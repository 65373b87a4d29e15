import type { SurrogateSpec } from "@cvar/snn";

/** What a compressed video gives to look at: the I-frame, its accumulated motion vectors, its accumulated residuals. */
export type Modality = "image" | "motion" | "residual";

/** The modalities in the order of the network's tokens. */
export const MODALITIES: readonly Modality[] = ["image", "motion", "residual"];

/** A stage of context: over the P-frames (modulators), inside a patch (embedding), over all patches (transformer). */
export type Context = "temporal" | "local" | "global";

/** What becomes of the P-frames of a stream: a modulator with memory, or none and the frames summarised without. */
export type Modulator = "stm" | "conv-lstm" | "channels" | "mean" | "last";

/** How the modalities' tokens see each other in the transformer. */
export type EncoderKind = "unified" | "separate" | "cross-attention";

/** A temporal modulator: layers in a row, one per stride. */
export interface StmConfig {
  /** channels of every layer, where the modulators come first; where patches come first they have d */
  readonly width: number;
  /** stride of each layer, first to last; after the patch embedding every stride is 1 */
  readonly strides: readonly number[];
  /** side of the kernels, odd */
  readonly kernel: number;
  /** v_th that each layer starts from, above 0 */
  readonly threshold: number;
  /** λ that each layer starts from, in (0, 1] */
  readonly leak: number;
  /** surrogate gradient of the spikes: a name that `@cvar/snn` knows, or `{ name, …parameters }` */
  readonly surrogate: SurrogateSpec;
  /** are v_th and λ learned, per layer? */
  readonly learned: boolean;
  /** one modulator with the same weights for motion and residuals, or one for each? */
  readonly common: boolean;
}

/** Everything that defines an STM-Net (Das Biswas et al.); plain JSON. */
export interface StmNetConfig {
  /** S: side of the square input, or its [height, width]; pixels */
  readonly size: number | readonly [number, number];
  /** T: P-frames of a triplet */
  readonly steps: number;
  /** which streams the network has; at least one, in any order */
  readonly modalities: readonly Modality[];
  /** in which order context is gathered: `"temporal"` anywhere, `"local"` before `"global"` */
  readonly order: readonly Context[];
  /** the temporal modulator of motion, and another one like it of residuals */
  readonly modulator: Modulator;
  /** side of a patch in input pixels; a multiple of the product of the STM's strides */
  readonly patch: number;
  /** where `patch` does not divide `size`: drop the remainder, or pad it with zeros to one more patch */
  readonly remainder: "crop" | "pad";
  /** features of a token */
  readonly d: number;
  /** transformer blocks */
  readonly depth: number;
  /** attention heads, a divisor of d */
  readonly heads: number;
  /** width of the blocks' MLP, in units of d */
  readonly mlpRatio: number;
  /** one transformer over all modalities' tokens, or one for each, alone or asking the others */
  readonly encoder: EncoderKind;
  /** settings of the temporal modulators; a ConvLSTM has no threshold, leak and surrogate */
  readonly stm: StmConfig;
  /** the Multi-Modal Mixer, the same without the low-level temporal maps as skips, or the mean of the maps instead */
  readonly mixer: "full" | "without-skips" | "none";
  /** channels of the mixer's output and of the dense blocks */
  readonly nf: number;
  /** channels that each convolution of a dense block adds */
  readonly gc: number;
  /** residual-in-residual dense blocks */
  readonly rrdbs: number;
  /** what the classifier sees: the mean of the map, or a learned token that reads it by one attention (`heads` divides nf) */
  readonly pooling: "average" | "class-token";
  readonly classes: number;
  /** triplets sampled from a video, each with a time encoding */
  readonly triplets: number;
  /** probability, in the transformer blocks and before the classifier; training only */
  readonly dropout: number;
  /** of the initial weights and of dropout */
  readonly seed: number;
}

/** Fields of a config that differ from a named setting; `stm` may be given in part. */
export type StmNetOverrides = Partial<Omit<StmNetConfig, "stm">> & { readonly stm?: Partial<StmConfig> };
