import { type Cell, figure } from "../figure.js";
import type { PublishedTable } from "../papers.js";

/** A row of Table 1 of Huo et al.; null where the network did not fit into memory. */
export interface AttpTable1Row {
  readonly name: string;
  readonly platform: "Jetson TX2" | "Dell R730";
  /** milliseconds a frame */
  readonly preprocessMs: Cell;
  readonly cnnMs: Cell;
  /** frames per second of each stage */
  readonly preprocessFps: Cell;
  readonly cnnFps: Cell;
}

const row = (method: string, platform: AttpTable1Row["platform"], cells: string): AttpTable1Row => {
  const [preprocessMs, cnnMs, preprocessFps, cnnFps] = cells.split(/\s+/).map(figure);
  return {
    ...{ name: `${method} on ${platform}`, platform, preprocessMs: preprocessMs!, cnnMs: cnnMs! },
    ...{ preprocessFps: preprocessFps!, cnnFps: cnnFps! },
  };
};

/** Huo et al., Table 1: time per frame of each stage. */
export const ATTP_TABLE_1: PublishedTable<AttpTable1Row> = {
  paper: "attp",
  table: "Table 1",
  subject: "Time per frame",
  notes: [
    "Preprocessing runs on the processor and includes loading the networks; the CNN stage runs on the graphics unit and includes extracting vectors and residuals.",
    "CoViAR and DMC-Net ran out of memory on the Jetson TX2.",
  ],
  rows: [
    row("ATTP", "Jetson TX2", "12.2 24.6 82.1 40.7"),
    row("CoViAR", "Jetson TX2", "– – – –"),
    row("DMC-Net", "Jetson TX2", "– – – –"),
    row("ATTP", "Dell R730", "0.6 4.3 1587.3 233.6"),
    row("CoViAR", "Dell R730", "7.8 5.1 127.6 194.9"),
    row("DMC-Net", "Dell R730", "7.8 7.0 127.6 142.9"),
  ],
};
