import type { TorchWeight } from "../architecture/architecture.js";
import { moduleWeight, type TorchModule } from "../architecture/torch-module.js";

/**
 * A weight's name in torchvision's ResNet, which is timm's, too.
 *
 * @param originalName  layer name / weight name
 * @returns null if ResNet has no such weight
 */
export function resNetWeight(originalName: string): TorchWeight | null {
  const [layer, weight = ""] = originalName.split("/") as [string, string | undefined];
  if (layer === "head") return moduleWeight(weight, { classifier: ["fc", "linear"] });
  if (layer === "stem") return moduleWeight(weight, pair("conv", "conv1", "bn1"));
  const block = /^stage(\d+)_block(\d+)$/.exec(layer);
  if (block === null) return null;
  const at = `layer${block[1]}.${block[2]}`;
  const convolutions = [1, 2, 3].map((k) => pair(`conv${k}`, `${at}.conv${k}`, `${at}.bn${k}`));
  const shortcut = pair("downsample", `${at}.downsample.0`, `${at}.downsample.1`);
  return moduleWeight(weight, Object.assign({}, ...convolutions, shortcut));
}

function pair(here: string, conv: string, norm: string): Record<string, TorchModule> {
  return { [here]: [conv, "convolution"], [`${here}_norm`]: [norm, "same"] };
}
