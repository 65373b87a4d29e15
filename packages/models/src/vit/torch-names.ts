import type { TorchNames, TorchWeight } from "../architecture/architecture.js";
import { moduleWeight, type TorchModule } from "../architecture/torch-module.js";
import type { VitConfig } from "./config.js";

/** PyTorch implementations of vision transformers whose state dicts are known. */
export type VitDialect = "torchvision" | "timm";

/** Vision transformers' names by PyTorch implementation. */
export const vitNames: Record<VitDialect, TorchNames<VitConfig>> = {
  torchvision: (originalName) => vitWeight(originalName, "torchvision"),
  timm: (originalName) => vitWeight(originalName, "timm"),
};

/**
 * A weight's name in torchvision's or timm's vision transformer. Queries, keys and values are one matrix in both, laid out
 * as here.
 *
 * @param originalName  layer name / weight name
 * @returns null if a vision transformer has no such weight
 */
export function vitWeight(originalName: string, dialect: VitDialect): TorchWeight | null {
  const [layer, weight = ""] = originalName.split("/") as [string, string | undefined];
  const timm = dialect === "timm";
  if (layer === "patch") {
    // Its two weights are the layer's own: `kernel` and `bias`.
    return moduleWeight(`patch_${weight}`, { patch: [timm ? "patch_embed.proj" : "conv_proj", "convolution"] });
  }
  if (originalName === "sequence/token") return { name: timm ? "cls_token" : "class_token", layout: "batched" };
  if (originalName === "sequence/position") {
    const name = timm ? "pos_embed" : "encoder.pos_embedding";
    return { name, layout: "batched", positions: { tokens: 1, grids: 1 } };
  }
  if (layer === "norm") return moduleWeight(weight, { norm: [timm ? "norm" : "encoder.ln", "same"] });
  if (layer === "head") return moduleWeight(weight, { classifier: [timm ? "head" : "heads.head", "linear"] });
  const block = /^block_(\d+)$/.exec(layer)?.[1];
  if (block === undefined) return null;
  if (timm) return moduleWeight(weight, modules(`blocks.${block}`, TIMM));
  const found = moduleWeight(weight, modules(`encoder.layers.encoder_layer_${block}`, TORCHVISION));
  // nn.MultiheadAttention keeps its first map as two parameters of its own.
  return found && { ...found, name: found.name.replace(/in_proj\.(weight|bias)$/, "in_proj_$1") };
}

/** Modules of a block: norm1, qkv, projection, norm2, expand, contract. */
const TORCHVISION = ["ln_1", "self_attention.in_proj", "self_attention.out_proj", "ln_2", "mlp.0", "mlp.3"];
const TIMM = ["norm1", "attn.qkv", "attn.proj", "norm2", "mlp.fc1", "mlp.fc2"];

function modules(at: string, names: readonly string[]): Record<string, TorchModule> {
  const here = ["norm1", "qkv", "projection", "norm2", "expand", "contract"];
  return Object.fromEntries(here.map((name, k): [string, TorchModule] => [name, [`${at}.${names[k]}`, "linear"]]));
}
