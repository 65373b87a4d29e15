import type { TorchWeight } from "../architecture/architecture.js";
import type { TorchLayout } from "../weights/layouts.js";
import type { StmNetConfig } from "./config.js";

/** One rule: weights whose name matches are called so in PyTorch. `$1`, `$2`… are the pattern's groups. */
type Rule = readonly [pattern: RegExp, name: string, layout: TorchLayout];

const STREAMS: Readonly<Record<string, string>> = { image: "i", motion: "mv", residual: "r" };
const ENDINGS: Readonly<Record<string, string>> = { kernel: "weight", scale: "weight", bias: "bias", shift: "bias" };

/** An encoder block's maps here and there; norms keep their names. */
const MAPS: Readonly<Record<string, string>> = {
  qkv: "attn.qkv",
  projection: "attn.proj",
  expand: "mlp.0",
  contract: "mlp.2",
};

/** Layer name / weight name here → PyTorch's dotted name. */
const RULES: readonly Rule[] = [
  [/^stm_(stream)\/(layers\.\d+\.conv\.weight)$/, "stm_$1.$2", "convolution"],
  [/^stm_(stream)\/(layers\.\d+\.(?:threshold|leak))$/, "stm_$1.$2", "same"],
  [/^stm\/(layers\.\d+\.conv\.weight)$/, "stm.$1", "convolution"],
  [/^stm\/(layers\.\d+\.(?:threshold|leak))$/, "stm.$1", "same"],
  [/^lstm_(stream)_(\d+)\/(input|recurrent)_(ending)$/, "lstm_$1.$2.$3.$4", "convolution"],
  [/^lstm_(stream)_(\d+)\/bias$/, "lstm_$1.$2.bias", "same"],
  [/^lstm_(\d+)\/(input|recurrent)_(ending)$/, "lstm.$1.$2.$3", "convolution"],
  [/^lstm_(\d+)\/bias$/, "lstm.$1.bias", "same"],
  [/^patch_(stream)\/(ending)$/, "patch_$1.$2", "convolution"],
  [/^encoding\/(position|time)$/, "$1", "same"],
  [/^block_(\d+)\/(norm[12])_(ending)$/, "blocks.$1.$2.$3", "same"],
  [/^block_(\d+)\/(map)_(ending)$/, "blocks.$1.$2.$3", "linear"],
  [/^block_(\d+)\/modality(\d+)_(norm[12])_(ending)$/, "encoders.$2.blocks.$1.$3.$4", "same"],
  [/^block_(\d+)\/modality(\d+)_(map)_(ending)$/, "encoders.$2.blocks.$1.$3.$4", "linear"],
  [/^norm\/norm_(ending)$/, "norm.$1", "same"],
  [/^norm\/modality(\d+)_norm_(ending)$/, "encoders.$1.norm.$2", "same"],
  [/^mixer\/(fold|fuse)_(ending)$/, "$1.$2", "convolution"],
  [/^project\/(ending)$/, "project.$1", "convolution"],
  [/^rrdb_(\d+)\/block(\d+)_conv(\d+)_(ending)$/, "rrdbs.$1.blocks.$2.convs.$3.$4", "convolution"],
  [/^class_token\/token$/, "class_token.token", "same"],
  [/^class_token\/norm_(ending)$/, "class_token.norm.$1", "same"],
  [/^class_token\/(map)_(ending)$/, "class_token.$1.$2", "linear"],
  [/^head\/classifier_(ending)$/, "head.$1", "linear"],
].map(([pattern, name, layout]) => [expand(pattern as RegExp), name as string, layout as TorchLayout]);

/**
 * PyTorch's name and layout of a weight of STM-Net; biases, norms and scalars are laid out alike.
 *
 * @param originalName  layer name / weight name, without TensorFlow.js's counters
 * @returns null if STM-Net has no such weight
 */
export function torchWeight(originalName: string, { modalities }: StmNetConfig): TorchWeight | null {
  for (const [pattern, template, layout] of RULES) {
    const match = pattern.exec(originalName);
    if (match === null) continue;
    const name = template.replace(/\$(\d)/g, (_, group) => translate(match[Number(group)]!));
    const positions = name === "position" ? { positions: { tokens: 0, grids: modalities.length } } : {};
    return { name, layout: name.endsWith(".bias") ? "same" : layout, ...positions };
  }
  return null;
}

function translate(part: string): string {
  return STREAMS[part] ?? ENDINGS[part] ?? MAPS[part] ?? part;
}

/** `stream`, `map` and `ending` in a pattern stand for the words above. */
function expand(pattern: RegExp): RegExp {
  const words = (table: object) => Object.keys(table).join("|");
  const source = pattern.source.replace("(stream)", `(${words(STREAMS)})`).replace("(map)", `(${words(MAPS)})`);
  return new RegExp(source.replace("(ending)", `(${words(ENDINGS)})`));
}
