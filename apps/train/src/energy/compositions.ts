import { joules } from "@cvar/energy";
import { type ModelCost, modelCost } from "./model-cost.js";

/** A published network that is several of the registry's side by side, scores averaged. */
export interface Composition {
  readonly name: string;
  /** where the parts and views are said */
  readonly source: string;
  readonly parts: readonly { readonly model: string; readonly channels: number }[];
  readonly views: readonly [clips: number, crops: number];
}

/** Networks whose parts the papers name. */
export const COMPOSITIONS: readonly Composition[] = [
  {
    name: "CoViAR's networks",
    source: "ResNet-152 on I, ResNet-18 on MV and on R (Huo et al., Section 4.2); views of Das Biswas et al., Table 1",
    parts: [
      { model: "resnet-152", channels: 3 },
      { model: "resnet-18", channels: 2 },
      { model: "resnet-18", channels: 3 },
    ],
    views: [8, 10],
  },
];

/** Cost of a composition: one view runs every part once. */
export function compositionCost({ name, source, parts, views }: Composition, classes: number): ModelCost {
  const costs = parts.map(({ model, channels }) => modelCost(model, { classes, channels }));
  const sum = (of: (cost: ModelCost) => number) => costs.reduce((total, cost) => total + of(cost), 0);
  const macsPerView = sum(({ macsPerView }) => macsPerView);
  const macsPerVideo = macsPerView * views[0] * views[1];
  return {
    ...{ name, source, classes, views, parameters: sum(({ parameters }) => parameters), macsPerView, macsPerVideo },
    ...{ spikingMacsPerVideo: 0, joules: joules({ macs: macsPerVideo, accumulates: 0 }) },
  };
}
