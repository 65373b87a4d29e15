import type * as tfl from "@tensorflow/tfjs-layers";
import { ForeignModelError } from "./errors.js";
import { type StmNetConfig, stmNetConfig } from "./stm-net/config.js";
import { STM_NET_BASE } from "./stm-net/presets.js";
import { torchWeight } from "./stm-net/torch-names.js";
import type { TorchLayout } from "./weights/layouts.js";

/** What a model of this package remembers of itself, through saving and loading. */
export interface ModelDescription {
  readonly architecture: "stm-net";
  /** the name it was made under */
  readonly name: string;
  readonly config: StmNetConfig;
}

/** A weight's name in PyTorch, and how PyTorch lays it out. */
export interface TorchWeight {
  readonly name: string;
  readonly layout: TorchLayout;
}

const KEY = "cvar";

/** Writes the description into the model's metadata, which is saved with it. */
export function describeModel(model: tfl.LayersModel, description: ModelDescription): void {
  model.setUserDefinedMetadata({ [KEY]: description });
}

/**
 * What a model is: architecture, name and full config.
 *
 * @throws ForeignModelError if this package did not make the model; InvalidConfigError if its config was changed
 */
export function descriptionOf(model: tfl.LayersModel): ModelDescription {
  const metadata = model.getUserDefinedMetadata() as Record<string, unknown> | undefined;
  const found = metadata?.[KEY] as Partial<ModelDescription> | undefined;
  if (found?.architecture !== "stm-net" || typeof found.name !== "string" || typeof found.config !== "object") {
    throw new ForeignModelError("the model has no description of an architecture known here");
  }
  return { architecture: "stm-net", name: found.name, config: stmNetConfig(STM_NET_BASE, found.config) };
}

/**
 * The PyTorch name of a weight of a model.
 *
 * @param originalName  `LayerVariable.originalName`
 * @returns null for a weight that PyTorch's network does not have
 */
export function torchWeightOf(description: ModelDescription, originalName: string): TorchWeight | null {
  return description.architecture === "stm-net" ? torchWeight(originalName) : null;
}
