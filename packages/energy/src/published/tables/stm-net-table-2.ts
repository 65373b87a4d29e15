import { type Cell, figure } from "../figure.js";
import type { PublishedTable } from "../papers.js";
import type { Domain } from "./stm-net-table-1.js";

/** A row of Table 2 of Das Biswas et al. */
export interface StmNetTable2Row {
  readonly name: string;
  /** the paper's number for the method; null for its own */
  readonly reference: number | null;
  readonly domain: Domain;
  /** top-1 in % on Something-Something V2, Kinetics-400 and Kinetics-600 */
  readonly ssv2: Cell;
  readonly k400: Cell;
  readonly k600: Cell;
  /** joules of one video */
  readonly joules: Cell;
}

const row = (name: string, reference: number | null, domain: Domain, cells: string): StmNetTable2Row => {
  const [ssv2, k400, k600, joules] = cells.split(/\s+/).map(figure);
  return { name, reference, domain, ssv2: ssv2!, k400: k400!, k600: k600!, joules: joules! };
};

/** Das Biswas et al., Table 2: Something-Something V2, Kinetics-400 and Kinetics-600. */
export const STM_NET_TABLE_2: PublishedTable<StmNetTable2Row> = {
  paper: "stm-net",
  table: "Table 2",
  subject: "Accuracy on Something-Something V2, Kinetics-400 and Kinetics-600, and energy",
  notes: ["Joules are of one whole video, 45 nm; views, parameters and operations are not printed."],
  rows: [
    row("ViViT-L FE", 37, "RD", "65.9 81.7 83.0 54.92"),
    row("VidTr", 23, "RD", "63.0 77.7 - 51.18"),
    row("I3D", 10, "RD", "50.0 - - 100.67"),
    row("VideoMAE V2-g", 25, "RD", "77.0 88.5 88.8 2633.04"),
    row("VideoSwin-L", 22, "RD", "69.6 84.9 86.1 484.61"),
    row("Video-FocalNet-B", 26, "RD", "71.1 83.6 86.7 822.48"),
    row("Liu et al.", 35, "RD + CD", "- 73.5 - >3.42"),
    row("MFCD-Net", 58, "RD + CD", "- 68.3 - 0.59"),
    row("CoViAR", 6, "CD", "- 69.1 - 3.42"),
    row("TEAM-Net", 30, "CD", "- 72.2 - 3.71"),
    row("MM-ViT", 63, "CD", "64.9 - 81.5 82.80"),
    row("Ours", null, "CD", "62.5 74.2 80.3 0.73"),
    row("Ours-L", null, "CD", "64.2 75.9 81.1 1.40"),
  ],
};
