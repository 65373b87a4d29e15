import { type Cell, figure } from "../figure.js";
import type { PublishedTable } from "../papers.js";

/** What a method is given: RD decoded video, CD compressed video, OF optical flow. */
export type Domain = "RD" | "RD + CD" | "CD + OF" | "CD";

/** A row of Table 1 of Das Biswas et al. */
export interface StmNetTable1Row {
  readonly name: string;
  /** the paper's number for the method; null for its own */
  readonly reference: number | null;
  readonly domain: Domain;
  /** temporal views × spatial crops of one video */
  readonly views: readonly [temporal: number, crops: number];
  /** top-1 in % */
  readonly ucf101: Cell;
  readonly hmdb51: Cell;
  /** millions */
  readonly parameters: Cell;
  /** 10¹² of what the paper calls FLOPs (multiply-accumulates, as its joules show), over all views */
  readonly tflops: Cell;
  /** 10⁹ accumulates caused by spikes, over all views */
  readonly spikeGflops: Cell;
  /** joules of one video */
  readonly joules: Cell;
  /** videos per second on an RTX 2080 Ti */
  readonly speed: Cell;
}

const row = (
  name: string,
  reference: number | null,
  domain: Domain,
  views: readonly [number, number],
  cells: string,
): StmNetTable1Row => {
  const [ucf101, hmdb51, parameters, tflops, spikeGflops, joules, speed] = cells.split(/\s+/).map(figure);
  return {
    ...{ name, reference, domain, views, ucf101: ucf101!, hmdb51: hmdb51!, parameters: parameters!, tflops: tflops! },
    ...{ spikeGflops: spikeGflops!, joules: joules!, speed: speed! },
  };
};

/** Das Biswas et al., Table 1: UCF-101 and HMDB-51. */
export const STM_NET_TABLE_1: PublishedTable<StmNetTable1Row> = {
  paper: "stm-net",
  table: "Table 1",
  subject: "Accuracy on UCF-101 and HMDB-51, parameters, operations, energy and speed",
  notes: [
    "Operations and joules are of one whole video: all its views, 45 nm.",
    "The column TFLOPs counts a multiply-accumulate as one.",
  ],
  rows: [
    row("ALT-L/14", 24, "RD", [32, 1], "98.1 79.1 437.1 52.77 - 242.733 -"),
    row("VidTr", 23, "RD", [10, 3], "96.7 74.4 90.89 11.13 - 51.180 0.284"),
    row("Liu et al.", 35, "RD + CD", [8, 10], "95.8 73.5 >81.72 >0.74 - >3.422 -"),
    row("MFCD-Net", 58, "RD + CD", [12, 15], "93.2 66.9 16 0.13 - 0.589 0.352"),
    row("DMC-Net", 59, "CD + OF", [8, 10], "92.3 71.8 92.4 2.99 - 13.771 0.043"),
    row("CV-C3D", 32, "CD", [16, 1], "83.9 55.7 235.3 0.11 - 0.501 1.259"),
    row("MIMO", 34, "CD", [8, 1], "89.2 62.9 37.09 0.81 - 3.709 1.307"),
    row("TEAM-Net", 30, "CD", [8, 10], "94.3 73.8 48.65 0.81 - 3.714 1.537"),
    row("CoViAR", 6, "CD", [8, 10], "90.4 59.1 81.72 0.74 - 3.422 1.585"),
    row("Wu et al.", 31, "CD", [8, 10], "88.5 56.2 33.69 0.45 - 2.075 1.658"),
    row("PKD", 33, "CD", [3, 1], "88.4 60.3 79.2 0.12 - 0.544 -"),
    row("MM-ViT", 63, "CD", [8, 3], "93.3 - - 18 - 82.801 -"),
    row("Ours", null, "CD", [8, 1], "95.6 74.6 83.41 0.15 3.99 0.734 16.025"),
  ],
};
