import type { Fact, FamilyCard, PrintedRow } from "../cards/family-card.js";
import { printed } from "../cards/printed.js";
import { ATTP_TABLE_3 } from "./presets.js";

const FACTS: readonly Fact[] = [
  {
    origin: "paper",
    about: "streams",
    text: "an EfficientNet-B1 each for I-frames, motion vectors and residuals; the neighbour's I-frame goes through the first",
  },
  {
    origin: "paper",
    about: "pooling",
    text: "Eq. 4–7: factorised products summed over positions, signed square root and ℓ2 of each term, the terms added",
  },
  {
    origin: "paper",
    about: "neighbour",
    text: "Δt from {−1, 1} in training; in testing 1 for the first group, else −1",
  },
  { origin: "paper", about: "alignment", text: "Eq. 8–10, λ = 1; the optical-flow network is there in training only" },
  {
    origin: "paper",
    about: "frames",
    text: "I, I+P, I+B and I+P+B of Fig. 4 differ in which frames are read: a choice of the data, not of the network",
  },
  {
    origin: "solved",
    about: "dims, factors, size",
    text: "200, 5 and 240 pixels give the printed parameters and operations at once",
  },
  { origin: "choice", about: "sketch", text: "compact bilinear pooling to 1024 numbers; each pair has its own hashes" },
  {
    origin: "choice",
    about: "features before the FC layer",
    text: "the motion stream's map after average pooling, which is what its FC layer takes",
  },
  { origin: "choice", about: "temperature", text: "distillation at T = 4, scaled by T² as Hinton et al. do" },
  { origin: "choice", about: "dropout", text: "none before the classifiers; stochastic depth as in EfficientNet" },
];

/** Top-1 in %, the averages over the three splits. */
const row = (which: keyof typeof ATTP_TABLE_3, hmdb: number, ucf: number): PrintedRow => ({
  model: "attp",
  overrides: ATTP_TABLE_3[which],
  where: `Huo et al., Table 3, ${which}`,
  accuracy: { "HMDB-51": hmdb, "UCF-101": ucf },
});

/** What is known of ATTP. */
export const attpCard: FamilyCard = {
  publication: {
    title: "Lightweight Action Recognition in Compressed Videos",
    authors: ["Yuqi Huo", "Xiaoli Xu", "Yao Lu", "Yulei Niu", "Mingyu Ding", "Zhiwu Lu", "Tao Xiang", "Ji-rong Wen"],
    venue: null,
    year: null,
    arxiv: null,
  },
  facts: FACTS,
  printed: [
    {
      model: "attp",
      where: "Huo et al., Table 2, ATTP (ours)",
      parameters: printed("23.4", "M"),
      macsPerClip: printed("3.0", "G"),
      accuracy: { "HMDB-51": 62.9, "UCF-101": 91.1 },
      note: "3.0 G is cut off from 3.066 G: four EfficientNet-B1 passes, 2.738 G, and four projections of 8×8 positions, 0.328 G (of 7×7, as at 224 pixels, they would make 2.989 G); with the neighbour's features kept (cachedAttp) 2.380 G",
    },
    row("I", 51.5, 83.8),
    row("MV", 45.0, 71.3),
    row("R", 47.4, 81.6),
    row("I+MV+R", 58.5, 86.6),
    row("BP", 59.0, 87.6),
    row("TP", 59.8, 88.1),
    row("TTP", 60.3, 88.7),
  ],
};
