import type * as tfl from "@tensorflow/tfjs-layers";
import type { FamilyCard } from "../cards/family-card.js";
import type { TorchLayout } from "../weights/layouts.js";

/** A weight's name in PyTorch, and how PyTorch lays it out. */
export interface TorchWeight {
  readonly name: string;
  readonly layout: TorchLayout;
  /** of a position encoding: rows that are no grid (class tokens, first), and square grids after them, one below another */
  readonly positions?: { readonly tokens: number; readonly grids: number };
}

/** How many samples of a video are scored, as papers print it: clips × crops of each. */
export interface Views {
  readonly clips: number;
  readonly crops: number;
}

/** A part of a network that is another family's network by itself, so that it can take that one's weights. */
export interface Stream {
  /** id of the other family */
  readonly architecture: string;
  /** complete config of the other network */
  readonly config: object;
  /** what a weight of the whole network is called in the other network; null if it is no part of this stream */
  nameIn(originalName: string): string | null;
}

/** Shape of one sample of a model's input, without the batch. */
export interface InputDescription {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: "float32" | "int32";
}

/** Trainable parameters of one part of a network. */
export interface PartParameters {
  readonly part: string;
  readonly parameters: number;
}

/**
 * One PyTorch implementation's names of a network's weights.
 *
 * @param originalName  layer name / weight name, without TensorFlow.js's counters
 * @returns null for a weight that PyTorch's network does not have
 */
export type TorchNames<Config> = (originalName: string, config: Config) => TorchWeight | null;

/**
 * A family of networks: what a config means, how it is built, and what its weights are called elsewhere.
 *
 * @typeParam Config  everything that defines one network of the family; plain JSON
 * @typeParam Overrides  fields that differ from a named setting
 */
export interface Architecture<Config extends object, Overrides extends object = Partial<Config>> {
  /** stored with saved models: never changes */
  readonly id: string;
  /** a complete config that stored configs are checked against */
  readonly base: Config;
  /** `base` with `overrides`, checked field by field. @throws InvalidConfigError */
  config(base: Config, overrides?: Overrides): Config;
  /** the inputs, in the order in which the model takes them */
  inputs(config: Config): InputDescription[];
  /** how many trainable parameters each part has, in the order of the data; nothing is built */
  parameters(config: Config): PartParameters[];
  /**
   * The network; one output, logits [B, classes].
   *
   * @param prepare  called with each layer before it makes its weights
   */
  build(config: Config, prepare: (layer: tfl.layers.Layer) => void): tfl.LayersModel;
  /** samples that a video is scored by, each a call of the network with batch 1; without it: one */
  views?(config: Config): Views;
  /** parts that are networks of other families, by name ("image", …) */
  streams?(config: Config): Readonly<Record<string, Stream>>;
  /** publication, printed numbers, and who fixed what */
  readonly card: FamilyCard;
  /** names of the weights by PyTorch implementation ("torchvision", "timm", …); the first is the one that is saved */
  readonly torchNames: Readonly<Record<string, TorchNames<Config>>>;
}

/** An architecture whose config's type is not known. */
// biome-ignore lint/suspicious/noExplicitAny: configs are checked by the architecture that they belong to
export type AnyArchitecture = Architecture<any, any>;

/** The config of an architecture. */
export type ConfigOf<A> = A extends Architecture<infer Config, infer _> ? Config : never;

/** What may differ from a named setting of an architecture. */
export type OverridesOf<A> = A extends Architecture<infer _, infer Overrides> ? Overrides : never;
