import { fileURLToPath } from "node:url";
import { describe } from "vitest";
import { comparesWithPeer, type PeerOptions } from "./attp-peer.js";
import { backendsBesidePyTorch } from "./beside-pytorch.js";

/** What the committed numbers were made with (peers/attp.py). */
const OPTIONS: PeerOptions = {
  size: 21,
  classes: 5,
  dims: 6,
  factors: 2,
  batch: 3,
  trunk: {
    width: 0.25,
    depth: 1,
    stem: 32,
    stages: [
      [1, 3, 1, 32, 1],
      [4, 5, 2, 48, 2],
    ],
    top: 16,
  },
};

describe.each(await backendsBesidePyTorch())("a small ATTP beside PyTorch on %s", (backend) =>
  comparesWithPeer(fileURLToPath(new URL("fixtures/attp", import.meta.url)), OPTIONS, backend),
);
