import { withoutValues } from "@cvar/backend";
import { countCalls } from "@cvar/energy";
import { type EnergyReport, energyReport } from "@cvar/energy/report";
import { createModel, type ModelOverrides, modelInfo, modelNames } from "@cvar/models";
import * as tf from "@tensorflow/tfjs-core";
import { UsageError } from "../errors.js";

/** What of a model's config is not the registry's. */
export interface GivenConfig {
  readonly classes?: number;
  /** of a network on one picture: 2 for vectors */
  readonly channels?: number;
}

/** What a model of the registry costs, from shapes. */
export interface ModelCost {
  readonly name: string;
  /** where its setting comes from */
  readonly source: string;
  readonly classes: number;
  /** clips of a video × crops of each */
  readonly views: readonly [clips: number, crops: number];
  readonly parameters: number;
  readonly macsPerView: number;
  readonly macsPerVideo: number;
  /** behind neurons, if it were dense: the share that fires costs an accumulate each */
  readonly spikingMacsPerVideo: number;
  /** of the multiply-accumulates alone */
  readonly joules: number;
}

/**
 * Counts a model of the registry; nothing is computed.
 *
 * @throws UsageError for a name that the registry does not have
 */
export function modelReport(name: string, given: GivenConfig = {}): EnergyReport {
  const { info, overrides } = named(name, given);
  // Weights have no values either, so a network of any size takes no memory and no backend is asked.
  const perLayer = withoutValues(() => {
    const model = createModel(info.name, overrides, { weights: "zeros" });
    try {
      const run = () =>
        tf.tidy(() => {
          const inputs = info.inputs.map(({ shape, dtype }) => tf.zeros([1, ...shape], dtype));
          model.predictOnBatch(inputs);
        });
      return countCalls(run, [model]);
    } finally {
      model.dispose();
    }
  });
  const views = info.views.clips * info.views.crops;
  return energyReport({ perLayer }, { model: name, parameters: info.parameters, views, spikesMeasured: false });
}

/** The same as one row. */
export function modelCost(name: string, given: GivenConfig & { readonly classes: number }): ModelCost {
  const { info } = named(name, given);
  const { macs, spikingMacs, joules, views } = modelReport(name, given);
  return {
    ...{ name, source: info.source, classes: given.classes, views: [info.views.clips, info.views.crops] },
    ...{ parameters: info.parameters, macsPerView: macs / views, macsPerVideo: macs },
    ...{ spikingMacsPerVideo: spikingMacs, joules },
  };
}

/**
 * Multiply-accumulates of a view of ATTP if the neighbouring I-frame's features are kept from its own turn, as a video that is
 * read in order allows: both I-frames go through the same layers, so one of the two passes falls away.
 */
export function attpMacsWithKeptFeatures(classes: number): number {
  const { macs, layers, views } = modelReport("attp", { classes });
  const image = layers.filter(({ layer }) => layer.startsWith("image_")).reduce((sum, layer) => sum + layer.macs, 0);
  return (macs - image / 2) / views;
}

/** Every model of the registry at a number of classes. */
export function registryCosts(classes: number): ModelCost[] {
  return modelNames.map((name) => modelCost(name, { classes }));
}

function named(name: string, given: GivenConfig) {
  const known = modelNames.find((each) => each === name);
  if (known === undefined) throw new UsageError(`there is no model "${name}"`, "`cvar models` lists them");
  const overrides = given as ModelOverrides;
  return { info: modelInfo(known, overrides), overrides };
}
