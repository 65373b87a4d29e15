import { joules } from "@cvar/energy";
import {
  ATTP_TABLE_2,
  type Figure,
  isPrintedAs,
  type PublishedTable,
  roundedFrom,
  rowOf,
  STM_NET_TABLE_1,
  STM_NET_TABLE_2,
} from "@cvar/energy/published";
import type { ModelCost } from "./model-cost.js";

/** A printed number beside ours. */
export interface PrintedDifference {
  readonly model: string;
  readonly table: string;
  readonly row: string;
  readonly quantity: string;
  readonly unit: string;
  readonly printed: number;
  readonly computed: number;
  /** printed − computed */
  readonly difference: number;
  /** with the printed digits */
  readonly printedText: string;
  /** how ours becomes the printed digits, if it does */
  readonly printedAs: "rounds to it" | "cut off to it" | "differs";
}

/** Of each table: which of its rows is which of our models. */
export const OURS_IN_TABLE_1: Readonly<Record<string, string>> = {
  "stm-net-base": "Ours",
  "CoViAR's networks": "CoViAR",
};
export const OURS_IN_TABLE_2: Readonly<Record<string, string>> = {
  "stm-net-base": "Ours",
  "stm-net-large": "Ours-L",
  "CoViAR's networks": "CoViAR",
};
export const OURS_IN_ATTP: Readonly<Record<string, string>> = {
  attp: "ATTP",
  "resnet-152": "ResNet-152",
  "CoViAR's networks": "CoViAR",
};

/** Printed minus computed, Table 1 of Das Biswas et al.: parameters, operations over all views, and joules with the spikes it prints. */
export function table1Differences(models: readonly ModelCost[]): PrintedDifference[] {
  return pairs(STM_NET_TABLE_1, models, OURS_IN_TABLE_1).flatMap(
    ([model, { name, parameters, tflops, spikeGflops, joules: energy }]) => {
      const accumulates = (spikeGflops?.value ?? 0) * 1e9;
      const of = difference(model.name, STM_NET_TABLE_1.table, name);
      return [
        ...of("parameters", "M", parameters, model.parameters / 1e6),
        ...of("MACs of all views", "T", tflops, model.macsPerVideo / 1e12),
        ...of(
          spikeGflops === null ? "energy" : "energy, with the printed spikes",
          "J",
          energy,
          joules({ macs: model.macsPerVideo, accumulates }),
        ),
      ];
    },
  );
}

/** Printed minus computed, Table 2 of Das Biswas et al.: joules. */
export function table2Differences(models: readonly ModelCost[]): PrintedDifference[] {
  return pairs(STM_NET_TABLE_2, models, OURS_IN_TABLE_2).flatMap(([model, { name, joules }]) =>
    difference(model.name, STM_NET_TABLE_2.table, name)("energy of the MACs alone", "J", joules, model.joules),
  );
}

/**
 * Printed minus computed, Table 2 of Huo et al.: parameters and operations.
 *
 * @param imageNet  the same models at 1,000 classes: what the paper prints of others' networks are those of ImageNet
 */
export function attpDifferences(models: readonly ModelCost[], imageNet: readonly ModelCost[]): PrintedDifference[] {
  return pairs(ATTP_TABLE_2, models, OURS_IN_ATTP).flatMap(([model, { name, reference, parameters, gflops }]) => {
    const of = difference(model.name, ATTP_TABLE_2.table, name);
    const large = reference === null ? undefined : imageNet.find((each) => each.name === model.name);
    return [
      ...of("parameters", "M", parameters, model.parameters / 1e6),
      ...(large ? of("parameters at 1,000 classes", "M", parameters, large.parameters / 1e6) : []),
      ...of("MACs of a view", "G", gflops, model.macsPerView / 1e9),
    ];
  });
}

/**
 * The share of neurons and time steps that must fire for the accumulates that Table 1 of Das Biswas et al. prints.
 *
 * @returns null for a model that has no spikes, or no row
 */
export function spikeRateForPrintedSpikes({ name, spikingMacsPerVideo }: ModelCost): number | null {
  const row = OURS_IN_TABLE_1[name];
  const spikes = row === undefined ? null : rowOf(STM_NET_TABLE_1, row).spikeGflops;
  return spikes === null || spikingMacsPerVideo === 0 ? null : (spikes.value * 1e9) / spikingMacsPerVideo;
}

function pairs<Row extends { readonly name: string }>(
  table: PublishedTable<Row>,
  models: readonly ModelCost[],
  ours: Readonly<Record<string, string>>,
): [ModelCost, Row][] {
  return models.flatMap((model) => {
    const row = Object.hasOwn(ours, model.name) ? ours[model.name] : undefined;
    return row === undefined ? [] : [[model, rowOf(table, row)] as [ModelCost, Row]];
  });
}

function difference(model: string, table: string, row: string) {
  return (quantity: string, unit: string, printed: Figure | null, computed: number): PrintedDifference[] =>
    printed === null
      ? []
      : [
          {
            ...{ model, table, row, quantity, unit, printed: printed.value, computed },
            ...{
              difference: printed.value - computed,
              printedText: printed.text,
              printedAs: printedAs(computed, printed),
            },
          },
        ];
}

function printedAs(value: number, printed: Figure): PrintedDifference["printedAs"] {
  const [low, high] = roundedFrom(printed);
  if (value >= low && value <= high) return "rounds to it";
  return isPrintedAs(value, printed) ? "cut off to it" : "differs";
}
