import type { TorchNames, TorchWeight } from "../architecture/architecture.js";
import { moduleWeight, type TorchModule } from "../architecture/torch-module.js";
import { type EfficientNetBlock, efficientNetBlocks } from "./blocks.js";
import type { EfficientNetTrunk } from "./config.js";

/** PyTorch implementations of EfficientNet whose state dicts are known. */
export type EfficientNetDialect = "torchvision" | "timm";

/** EfficientNet's names by PyTorch implementation. */
export const efficientNetNames: Record<EfficientNetDialect, TorchNames<EfficientNetTrunk>> = {
  torchvision: (originalName, trunk) => efficientNetWeight(originalName, trunk, "torchvision"),
  timm: (originalName, trunk) => efficientNetWeight(originalName, trunk, "timm"),
};

/**
 * A weight's name in torchvision's or timm's EfficientNet.
 *
 * @param originalName  layer name / weight name, without the prefix of `efficientNetFeatures`
 * @returns null if EfficientNet has no such weight
 */
export function efficientNetWeight(
  originalName: string,
  trunk: EfficientNetTrunk,
  dialect: EfficientNetDialect,
): TorchWeight | null {
  const [layer, weight = ""] = originalName.split("/") as [string, string | undefined];
  const modules = (dialect === "timm" ? timmModules : torchvisionModules)(layer, trunk);
  return modules && moduleWeight(weight, modules);
}

type Modules = Readonly<Record<string, TorchModule>>;

function torchvisionModules(layer: string, trunk: EfficientNetTrunk): Modules | null {
  if (layer === "head") return { classifier: ["classifier.1", "linear"] };
  if (layer === "stem") return pair("conv", "features.0.0", "features.0.1");
  const last = trunk.stages.length + 1;
  if (layer === "top") return pair("conv", `features.${last}.0`, `features.${last}.1`);
  const block = blockOf(layer, trunk);
  if (block === null) return null;
  const { stage, index } = block;
  const steps = isExpanding(block) ? (["expand", "depthwise", "squeeze", "project"] as const) : UNEXPANDED;
  return Object.assign(
    {},
    ...steps.map((step, k) => {
      const at = `features.${stage}.${index}.block.${k}`;
      return step === "squeeze" ? excitation(`${at}.fc1`, `${at}.fc2`) : pair(step, `${at}.0`, `${at}.1`);
    }),
  );
}

function timmModules(layer: string, trunk: EfficientNetTrunk): Modules | null {
  if (layer === "head") return { classifier: ["classifier", "linear"] };
  if (layer === "stem") return pair("conv", "conv_stem", "bn1");
  if (layer === "top") return pair("conv", "conv_head", "bn2");
  const block = blockOf(layer, trunk);
  if (block === null) return null;
  const at = `blocks.${block.stage - 1}.${block.index}`;
  const [depthwise, project] = isExpanding(block) ? ["bn2", "bn3"] : ["bn1", "bn2"];
  return {
    ...pair("expand", `${at}.conv_pw`, `${at}.bn1`),
    ...pair("depthwise", `${at}.conv_dw`, `${at}.${depthwise}`),
    ...excitation(`${at}.se.conv_reduce`, `${at}.se.conv_expand`),
    ...pair("project", `${at}.${isExpanding(block) ? "conv_pwl" : "conv_pw"}`, `${at}.${project}`),
  };
}

const UNEXPANDED = ["depthwise", "squeeze", "project"] as const;

function blockOf(layer: string, trunk: EfficientNetTrunk): EfficientNetBlock | null {
  const { blocks } = efficientNetBlocks(trunk);
  return blocks.find(({ stage, index }) => layer === `stage${stage}_block${index}`) ?? null;
}

function isExpanding({ inputs, expanded }: EfficientNetBlock): boolean {
  return inputs !== expanded;
}

function pair(here: string, conv: string, norm: string): Modules {
  return { [here]: [conv, here === "depthwise" ? "depthwise" : "convolution"], [`${here}_norm`]: [norm, "same"] };
}

function excitation(reduce: string, excite: string): Modules {
  return { reduce: [reduce, "convolution"], excite: [excite, "convolution"] };
}
