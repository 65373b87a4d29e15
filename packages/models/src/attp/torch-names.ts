import type { TorchWeight } from "../architecture/architecture.js";
import { efficientNetWeight } from "../efficientnet/torch-names.js";
import type { AttpConfig } from "./config.js";

/** What PyTorch calls the streams. */
const STREAMS: Readonly<Record<string, string>> = { image: "i", motion: "mv", residual: "r" };
const WORDS = Object.keys(STREAMS).join("|");
const STREAM = new RegExp(`^(${WORDS})_((?:stem|stage\\d+_block\\d+|top)/.+)$`);
const HEAD = new RegExp(`^(?:(${WORDS})_)?(?:(${WORDS})_)?head/classifier_(kernel|bias)$`);
const FACTORS = /^pooling\/([uvw])$/;

/**
 * PyTorch's name of a weight of ATTP: `net_i.…`, `net_mv.…`, `net_r.…` as torchvision's `features`; `u`, `v`, `w`; `head`,
 * or `head_i` … of late fusion and `head_i_mv` … of bilinear pooling.
 *
 * @param originalName  layer name / weight name, without TensorFlow.js's counters
 * @returns null if ATTP has no such weight
 */
export function attpWeight(originalName: string, config: AttpConfig): TorchWeight | null {
  const factors = FACTORS.exec(originalName);
  if (factors !== null) return { name: factors[1]!, layout: "same" };
  const head = HEAD.exec(originalName);
  if (head !== null) {
    const streams = head.slice(1, 3).flatMap((name) => (name === undefined ? [] : [STREAMS[name]!]));
    const kernel = head[3] === "kernel";
    const name = ["head", ...streams].join("_");
    return { name: `${name}.${kernel ? "weight" : "bias"}`, layout: kernel ? "linear" : "same" };
  }
  const part = STREAM.exec(originalName);
  const weight = part && efficientNetWeight(part[2]!, config, "torchvision");
  return weight && { ...weight, name: weight.name.replace(/^features/, `net_${STREAMS[part[1]!]!}`) };
}

/** What a weight of one stream is called in an EfficientNet by itself; null if it belongs to no or another stream. */
export function nameInStream(stream: string, originalName: string): string | null {
  if (!originalName.startsWith(`${stream}_`)) return null;
  const rest = originalName.slice(stream.length + 1);
  return /^(stem|stage\d+_block\d+|top|head)\//.test(rest) ? rest : null;
}
