const stage = (expand: number, stride: number, channels: number) => ({
  expand,
  kernel: 3,
  stride,
  channels,
  layers: 1,
});

/** Small networks of the other families. */
export const smallResNet = { size: 32, layers: [1, 1], width: 4 };
export const smallViT = { size: 32, patch: 16, d: 8, depth: 1, heads: 2 };

/** An EfficientNet of two blocks, as overrides of any of them: 32×32 pictures in milliseconds. */
export const smallEfficientNet = {
  ...{ size: 32, width: 1, depth: 1, stem: 4, top: 8 },
  stages: [stage(1, 1, 4), stage(2, 2, 8)],
};

/** ATTP of three such networks. */
export const smallAttp = { ...smallEfficientNet, dims: 6, factors: 2, alignment: "none" };
