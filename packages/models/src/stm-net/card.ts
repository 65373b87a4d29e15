import type { Fact, FamilyCard, PrintedRow } from "../cards/family-card.js";
import { printed } from "../cards/printed.js";

const TABLE = "Das Biswas et al., Table";

const FACTS: readonly Fact[] = [
  {
    origin: "paper",
    about: "neurons",
    text: "Eq. 3 and 4; leak and threshold learned per layer; the last layer's potential leaves",
  },
  {
    origin: "paper",
    about: "modulators",
    text: "one for motion vectors, another one for residuals; reset after each GOP",
  },
  {
    origin: "paper",
    about: "patches",
    text: "learned convolutions, 16×16 pixels of the input; the input need not be a multiple of 16",
  },
  {
    origin: "paper",
    about: "order",
    text: "temporal, then local, then global modelling; a unified transformer over all modalities' tokens",
  },
  {
    origin: "paper",
    about: "mixer",
    text: "overlapping convolutional folding, skips from the temporal features, pointwise fusion, RRDB, average pooling",
  },
  { origin: "paper", about: "views", text: "8 triplets a video, centre crop (8×1); GOP of 12, so 11 P-frames" },
  { origin: "solved", about: "stm", text: "2 ConvLIF layers, 3×3 without bias, 32 channels, strides 2 and 1" },
  {
    origin: "solved",
    about: "d, depth, heads, nf, gc, rrdbs",
    text: "256, 6, 4, 512, 32, 7 give the printed parameters, operations and energy at once",
  },
  {
    origin: "solved",
    about: "stm-net-large",
    text: "d 384, nf 640, gc 64 give the printed 1.40 J; the paper prints no sizes",
  },
  { origin: "solved", about: "energy", text: "what is printed as FLOPs are multiply-accumulates at 4.6 pJ (45 nm)" },
  {
    origin: "choice",
    about: "encoding",
    text: "learned position and time encodings after MM-ViT; one position for each token of each modality",
  },
  {
    origin: "choice",
    about: "surrogate",
    text: "arc tangent, width γ = 100, read as 1 / (1 + γu²); the reset passes no gradient",
  },
  { origin: "choice", about: "blocks", text: "layer norm first, GELU, MLP of 4·d, a last layer norm" },
  {
    origin: "choice",
    about: "rrdb",
    text: "leaky ReLU 0.2, residuals scaled by 0.2 at both levels, a skip around all of them",
  },
  {
    origin: "choice",
    about: "ablations",
    text: "how each row of Tables 3 and 4 is built: STM_NET_ABLATIONS says so row by row",
  },
];

/** The paper's own rows. */
const ROWS: readonly PrintedRow[] = [
  {
    model: "stm-net-base",
    overrides: { classes: 101 },
    where: `${TABLE} 1, Ours`,
    parameters: printed("83.41", "M"),
    macsPerVideo: printed("0.15", "T"),
    joulesPerVideo: printed("0.734"),
    views: "8×1",
    accuracy: { "UCF-101": 95.6, "HMDB-51": 74.6 },
    note: "0.15 T is cut off from 0.159; the printed 0.734 J is 0.1590 T at 4.6 pJ plus the spikes' share",
  },
  {
    model: "stm-net-base",
    overrides: { classes: 400 },
    where: `${TABLE} 2, Ours`,
    joulesPerVideo: printed("0.73"),
    accuracy: { "SS-v2": 62.5, "K-400": 74.2, "K-600": 80.3 },
  },
  {
    model: "stm-net-large",
    where: `${TABLE} 2, Ours-L`,
    joulesPerVideo: printed("1.40"),
    accuracy: { "SS-v2": 64.2, "K-400": 75.9, "K-600": 81.1 },
  },
];

/** What is known of STM-Net. */
export const stmNetCard: FamilyCard = {
  publication: {
    title: "Towards Scalable Modeling of Compressed Videos for Efficient Action Recognition",
    authors: ["Shristi Das Biswas", "Efstathia Soufleri", "Arani Roy", "Kaushik Roy"],
    venue: null,
    year: null,
    arxiv: null,
  },
  facts: FACTS,
  printed: ROWS,
};
