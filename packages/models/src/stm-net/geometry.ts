import type { Modality, StmNetConfig } from "./config.js";

/** Channels of each modality's input. */
export const CHANNELS: Readonly<Record<Modality, number>> = { image: 3, motion: 2, residual: 3 };

/** [height, width] of the input, pixels. */
export function inputSize({ size }: Pick<StmNetConfig, "size">): readonly [number, number] {
  return typeof size === "number" ? [size, size] : size;
}

/** Rows and columns of patches. */
export function patchesOf(config: Pick<StmNetConfig, "size" | "patch" | "remainder">): [number, number] {
  const count = (side: number) =>
    config.remainder === "pad" ? Math.ceil(side / config.patch) : Math.floor(side / config.patch);
  const [height, width] = inputSize(config);
  return [count(height), count(width)];
}

/** The modalities with P-frames. */
export function temporalModalities({ modalities }: StmNetConfig): Modality[] {
  return modalities.filter((modality) => modality !== "image");
}

/** Do the temporal modulators see the P-frames' pixels (T ⇒ LS ⇒ GS), or their patches? */
export function temporalFirst({ order }: StmNetConfig): boolean {
  return order[0] === "temporal";
}

/** Does the network have modulators with memory? */
export function hasModulators(config: StmNetConfig): boolean {
  return (config.modulator === "stm" || config.modulator === "conv-lstm") && temporalModalities(config).length > 0;
}

/** By how much the modulators shrink their input: the product of their strides, or 1 where they come after the patches. */
export function modulatorStride(config: StmNetConfig): number {
  return modulatorStrides(config).reduce((product, stride) => product * stride, 1);
}

/** The stride of each of the modulator's layers; none without modulators. */
export function modulatorStrides(config: StmNetConfig): readonly number[] {
  if (!hasModulators(config)) return [];
  return temporalFirst(config) ? config.stm.strides : config.stm.strides.map(() => 1);
}

/** Channels of each of the modulator's layers: its own width, or a token's after the patch embedding. */
export function modulatorWidth(config: StmNetConfig): number {
  return temporalFirst(config) ? config.stm.width : config.d;
}

/** Channels that a stream's modulator gets: a common one's are those of the widest stream. */
export function modulatorInput(config: StmNetConfig, modality: Modality): number {
  if (!temporalFirst(config)) return config.d;
  if (!config.stm.common) return CHANNELS[modality];
  return Math.max(...temporalModalities(config).map((each) => CHANNELS[each]));
}

/** Side and input channels of a modality's patch embedding. */
export function patchInput(config: StmNetConfig, modality: Modality): { side: number; channels: number } {
  const { patch, modulator, steps } = config;
  if (modality === "image" || !temporalFirst(config)) return { side: patch, channels: CHANNELS[modality] };
  if (hasModulators(config)) return { side: patch / modulatorStride(config), channels: config.stm.width };
  return { side: patch, channels: CHANNELS[modality] * (modulator === "channels" ? steps : 1) };
}
