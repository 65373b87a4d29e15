import { type Cell, figure } from "../figure.js";
import type { PublishedTable } from "../papers.js";

/** A row of Table 2 of Huo et al. */
export interface AttpTable2Row {
  readonly name: string;
  /** the paper's number for the method; null for its own */
  readonly reference: number | null;
  /** is compressed video used? */
  readonly compressed: "no" | "both" | "yes";
  readonly opticalFlow: boolean;
  /** millions */
  readonly parameters: Cell;
  /** 10⁹ of what the paper calls FLOPs (multiply-accumulates, as its ResNet-152 shows) */
  readonly gflops: Cell;
  /** top-1 in % */
  readonly hmdb51: Cell;
  readonly ucf101: Cell;
}

const row = (
  name: string,
  reference: number | null,
  compressed: AttpTable2Row["compressed"],
  flow: "OF" | "",
  cells: string,
): AttpTable2Row => {
  const [parameters, gflops, hmdb51, ucf101] = cells.split(/\s+/).map(figure);
  return {
    ...{ name, reference, compressed, opticalFlow: flow === "OF", parameters: parameters!, gflops: gflops! },
    ...{ hmdb51: hmdb51!, ucf101: ucf101! },
  };
};

/** Huo et al., Table 2: HMDB-51 and UCF-101. */
export const ATTP_TABLE_2: PublishedTable<AttpTable2Row> = {
  paper: "attp",
  table: "Table 2",
  subject: "Parameters, operations and accuracy on HMDB-51 and UCF-101",
  notes: [
    "The column GFLOPs counts a multiply-accumulate as one; no views are printed, and no joules.",
    "ATTP's operations are said to be an average over all frames; they are those of four EfficientNet-B1 passes (2.738 G) with the pooling's four projections: 2.989 G if their maps had 7×7 positions, 3.066 G with the 8×8 of 240 pixels.",
  ],
  rows: [
    row("LRCN", 6, "no", "OF", "114.8 15.5 – 82.7"),
    row("Comp. LSTM", 34, "no", "OF", "– – 44.0 84.3"),
    row("Two-Stream", 32, "no", "OF", "46.6 3.3 59.4 88.0"),
    row("ResNet-152", 13, "no", "", "60.2 11.3 48.9 83.4"),
    row("C3D", 37, "no", "", "78.4 38.5 51.6 82.3"),
    row("I3D (RGB only)", 2, "no", "", "24 108 49.8 84.5"),
    row("P3D", 29, "no", "", "98 – – 88.6"),
    row("TSN (RGB only)", 40, "no", "", "28.2 4.3 – 85.7"),
    row("ECO (4 frames)", 51, "no", "", "23.8 16 61.7 90.3"),
    row("TSM (Kinetics)", 25, "no", "", "24.3 33 64.7 91.7"),
    row("DTMV-CNN", 50, "both", "OF", "181.3 83.4 55.3 87.5"),
    row("CoViAR", 45, "yes", "", "83.6 14.9 59.1 90.4"),
    row("DMC-Net", 30, "yes", "OF", "83.6 15.1 62.8 90.9"),
    row("ATTP", null, "yes", "OF", "23.4 3.0 62.9 91.1"),
  ],
};
