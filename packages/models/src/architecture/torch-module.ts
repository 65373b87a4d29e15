import type { TorchLayout } from "../weights/layouts.js";
import type { TorchWeight } from "./architecture.js";

/** A module in PyTorch: its dotted name, and how its kernel is laid out. */
export type TorchModule = readonly [name: string, layout: TorchLayout];

const ENDINGS: Readonly<Record<string, string>> = {
  kernel: "weight",
  scale: "weight",
  bias: "bias",
  shift: "bias",
  mean: "running_mean",
  variance: "running_var",
};

/**
 * The PyTorch name of a weight that belongs to one of a layer's modules.
 *
 * @param weight  name in the layer: the module's name here, "_", and kernel, bias, scale, shift, mean or variance
 * @param modules  by their names here
 * @returns null if no module has it
 */
export function moduleWeight(weight: string, modules: Readonly<Record<string, TorchModule>>): TorchWeight | null {
  const cut = weight.lastIndexOf("_");
  const here = weight.slice(0, cut);
  const ending = weight.slice(cut + 1);
  if (!Object.hasOwn(modules, here) || !Object.hasOwn(ENDINGS, ending)) return null;
  const [name, layout] = modules[here]!;
  return { name: `${name}.${ENDINGS[ending]!}`, layout: ending === "kernel" ? layout : "same" };
}
