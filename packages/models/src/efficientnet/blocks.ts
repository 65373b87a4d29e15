import type { EfficientNetTrunk } from "./config.js";

/** One MBConv block, in numbers. */
export interface EfficientNetBlock {
  /** of PyTorch's `features`: 1 is the first stage */
  readonly stage: number;
  /** in the stage, from 0 */
  readonly index: number;
  readonly inputs: number;
  readonly expanded: number;
  readonly squeezed: number;
  readonly filters: number;
  readonly kernel: number;
  readonly stride: number;
  /** probability with which training drops it */
  readonly drop: number;
}

/** Channels after the first convolution, every block, and channels after the last convolution. */
export function efficientNetBlocks(trunk: EfficientNetTrunk): {
  readonly stem: number;
  readonly blocks: readonly EfficientNetBlock[];
  readonly top: number;
} {
  const stem = roundedChannels(trunk.stem * trunk.width);
  const blocks: EfficientNetBlock[] = [];
  let inputs = stem;
  trunk.stages.forEach(({ expand, kernel, stride, channels, layers }, at) => {
    const filters = roundedChannels(channels * trunk.width);
    for (let index = 0; index < Math.ceil(layers * trunk.depth); index++) {
      blocks.push({
        stage: at + 1,
        index,
        inputs,
        expanded: roundedChannels(inputs * expand),
        squeezed: Math.max(1, Math.floor(inputs / 4)),
        filters,
        kernel,
        stride: index === 0 ? stride : 1,
        drop: 0,
      });
      inputs = filters;
    }
  });
  const drop = (k: number) => (trunk.stochasticDepth * k) / blocks.length;
  return { stem, blocks: blocks.map((block, k) => ({ ...block, drop: drop(k) })), top: trunk.top ?? 4 * inputs };
}

/** The multiple of 8 nearest to `channels`, but not below 90 % of it, and at least 8. */
function roundedChannels(channels: number): number {
  const nearest = Math.max(8, Math.floor((channels + 4) / 8) * 8);
  return nearest < 0.9 * channels ? nearest + 8 : nearest;
}
