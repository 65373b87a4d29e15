import { type Cell, figure } from "../figure.js";
import type { PublishedTable } from "../papers.js";

/** A row of Table 3 of Huo et al.: top-1 in % by split, and the printed mean. */
export interface AttpTable3Row {
  readonly name: string;
  readonly hmdb51: readonly Cell[];
  readonly hmdb51Mean: Cell;
  readonly ucf101: readonly Cell[];
  readonly ucf101Mean: Cell;
}

const row = (name: string, cells: string): AttpTable3Row => {
  const figures = cells.split(/\s+/).map(figure);
  return {
    ...{ name, hmdb51: figures.slice(0, 3), hmdb51Mean: figures[3]! },
    ...{ ucf101: figures.slice(4, 7), ucf101Mean: figures[7]! },
  };
};

/** Huo et al., Table 3: modalities and ways of pooling. */
export const ATTP_TABLE_3: PublishedTable<AttpTable3Row> = {
  paper: "attp",
  table: "Table 3",
  subject: "Accuracy by modality and pooling, on three splits each",
  notes: [],
  rows: [
    row("I", "51.6 51.0 52.0 51.5 84.0 83.0 84.5 83.8"),
    row("MV", "45.2 44.8 44.9 45.0 70.1 70.5 73.2 71.3"),
    row("R", "48.2 45.6 48.5 47.4 81.7 81.1 82.0 81.6"),
    row("I+MV+R", "60.5 57.1 57.9 58.5 86.1 86.3 87.3 86.6"),
    row("BP", "60.9 57.7 58.4 59.0 87.3 87.1 88.4 87.6"),
    row("TP", "61.6 58.5 59.4 59.8 87.7 87.6 89.0 88.1"),
    row("TTP", "62.1 59.0 59.9 60.3 88.3 88.2 89.5 88.7"),
    row("ATTP", "64.3 61.8 62.6 62.9 91.0 90.9 91.5 91.1"),
  ],
};
