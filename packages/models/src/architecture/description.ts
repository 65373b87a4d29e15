import type * as tfl from "@tensorflow/tfjs-layers";
import { ForeignModelError } from "../errors.js";
import type { AnyArchitecture, ConfigOf, TorchWeight } from "./architecture.js";
import { ARCHITECTURES, type ArchitectureId, isArchitectureId } from "./architectures.js";

/** What a model of this package remembers of itself, through saving and loading. */
export type ModelDescription = {
  [Id in ArchitectureId]: {
    readonly architecture: Id;
    /** the name it was made under */
    readonly name: string;
    readonly config: ConfigOf<(typeof ARCHITECTURES)[Id]>;
  };
}[ArchitectureId];

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
  if (!isArchitectureId(found?.architecture) || typeof found.name !== "string" || typeof found.config !== "object") {
    throw new ForeignModelError("the model has no description of an architecture known here");
  }
  const { id, base, config }: AnyArchitecture = ARCHITECTURES[found.architecture];
  return { architecture: id, name: found.name, config: config(base, found.config) } as ModelDescription;
}

/**
 * The PyTorch name of a weight of a model.
 *
 * @param originalName  `LayerVariable.originalName`
 * @param dialect  whose names; by default the first of the architecture
 * @returns null for a weight that PyTorch's network does not have
 */
export function torchWeightOf(
  { architecture, config }: ModelDescription,
  originalName: string,
  dialect?: string,
): TorchWeight | null {
  const { torchNames }: AnyArchitecture = ARCHITECTURES[architecture];
  const names = torchNames[dialect ?? Object.keys(torchNames)[0]!];
  return names?.(originalName, config) ?? null;
}
