import { InvalidConfigError } from "../errors.js";
import type { StmNetOverrides } from "./config.js";

/** One row of an ablation table of the paper: what differs from the base network, and what the paper prints. */
export interface StmNetAblation {
  /** table of Das Biswas et al. */
  readonly table: "3" | "4a" | "4b" | "4c" | "4d";
  /** the row, as printed; modalities of Table 3 joined by + */
  readonly variant: string;
  /** of the config of `stm-net-base` or another setting */
  readonly overrides: StmNetOverrides;
  /** printed accuracy on UCF-101, %; null where the text has none */
  readonly top1: number | null;
  readonly top5?: number;
  /** what is not the network's: `"raw"` feeds P-frames that are not accumulated */
  readonly pFrames?: "raw";
  /** what the paper leaves open and is decided here */
  readonly choice?: string;
}

const BASE: StmNetOverrides = {};

/** Every row of Tables 3 and 4 of Das Biswas et al., in their order; the paper's own network is the last of 3, 4a, 4b and 4c. */
export const STM_NET_ABLATIONS: readonly StmNetAblation[] = [
  { table: "3", variant: "I+MV", overrides: { modalities: ["image", "motion"] }, top1: 93.21, top5: 97.46 },
  { table: "3", variant: "I+R", overrides: { modalities: ["image", "residual"] }, top1: 92.93, top5: 97.01 },
  { table: "3", variant: "MV+R", overrides: { modalities: ["motion", "residual"] }, top1: 84.06, top5: 88.32 },
  { table: "3", variant: "I+MV+R", overrides: BASE, top1: 95.63, top5: 99.53 },
  {
    table: "4a",
    variant: "LS⇒GS⇒T",
    overrides: { order: ["local", "global", "temporal"] },
    top1: 90.72,
    choice:
      "at each step one transformer sees the I-frame's patches and that step's; then the modulators, over maps of d " +
      "channels at stride 1; the I-frame's tokens are averaged over the steps; skips: the mean of the patch maps",
  },
  {
    table: "4a",
    variant: "LS⇒T⇒GS",
    overrides: { order: ["local", "temporal", "global"] },
    top1: 91.64,
    choice: "all frames share one patch embedding; the modulators run over its maps, of d channels, at stride 1",
  },
  { table: "4a", variant: "T⇒LS⇒GS", overrides: BASE, top1: 95.63 },
  {
    table: "4b",
    variant: "Cross-att.",
    overrides: { encoder: "cross-attention" },
    top1: 94.72,
    choice: "as many blocks per modality as the unified encoder has; keys and values are the other modalities' own",
  },
  {
    table: "4b",
    variant: "Separate",
    overrides: { encoder: "separate" },
    top1: 94.18,
    choice: "as many blocks per modality as the unified encoder has; the mixer fuses their outputs",
  },
  { table: "4b", variant: "Unified", overrides: BASE, top1: 95.63 },
  {
    table: "4c",
    variant: "W/o STM",
    overrides: { modulator: "channels" },
    top1: 88.61,
    choice: 'the frames are parallel channels of the patch embedding; "mean" and "last" (frame) are there too',
  },
  {
    table: "4c",
    variant: "Common STM",
    overrides: { stm: { common: true } },
    top1: 93.45,
    choice: "the same weights for both streams, motion with a third channel of zeros",
  },
  {
    table: "4c",
    variant: "STM→LSTM",
    overrides: { modulator: "conv-lstm" },
    top1: 93.92,
    choice: "each ConvLIF layer becomes a ConvLSTM cell of as many filters and the same stride, without peepholes",
  },
  { table: "4c", variant: "STM (fixed v_th, λ)", overrides: { stm: { learned: false } }, top1: 93.91 },
  { table: "4c", variant: "STM", overrides: BASE, top1: 95.63 },
  { table: "4d", variant: "W/o P-frame Accumulation", overrides: BASE, top1: null, pFrames: "raw" },
  {
    table: "4d",
    variant: "W/o Multi-Modal Mixer",
    overrides: { mixer: "none" },
    top1: null,
    choice: "the mean of the modalities' maps, and a 1×1 map to the nf channels that the dense blocks have",
  },
  { table: "4d", variant: "W/o skips", overrides: { mixer: "without-skips" }, top1: null },
  { table: "4d", variant: "W/o RRDB", overrides: { rrdbs: 0 }, top1: null },
  {
    table: "4d",
    variant: "GAP→Class Token",
    overrides: { pooling: "class-token" },
    top1: null,
    choice: "a learned token reads the dense blocks' map by one attention (class-attention, Touvron et al. 2021)",
  },
];

/**
 * A row of {@link STM_NET_ABLATIONS}.
 *
 * @throws InvalidConfigError if there is no such row
 * @example createModel("stm-net-base", stmNetAblation("4b", "Cross-att.").overrides);
 */
export function stmNetAblation(table: StmNetAblation["table"], variant: string): StmNetAblation {
  const found = STM_NET_ABLATIONS.find((row) => row.table === table && row.variant === variant);
  if (found !== undefined) return found;
  const rows = STM_NET_ABLATIONS.filter((row) => row.table === table).map((row) => row.variant);
  throw new InvalidConfigError("ablation", `${table} ${variant}`, rows.join(", "));
}
