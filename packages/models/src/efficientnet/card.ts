import type { FamilyCard, PrintedRow } from "../cards/family-card.js";
import { printed } from "../cards/printed.js";

/** Parameters and 10⁹ multiply-accumulates, as torchvision's documentation prints them. */
const row = (which: string, parameters: string, macs: string): PrintedRow => ({
  model: `efficientnet-${which}`,
  where: `torchvision, efficientnet_${which} (IMAGENET1K_V1: num_params, GFLOPS)`,
  parameters: printed(parameters),
  macsPerClip: printed(macs, "G"),
});

/** What is known of EfficientNet. */
export const efficientNetCard: FamilyCard = {
  publication: {
    title: "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks",
    authors: ["Mingxing Tan", "Quoc V. Le"],
    venue: "ICML",
    year: 2019,
    arxiv: "1905.11946",
  },
  facts: [
    {
      origin: "paper",
      about: "stages",
      text: "Table 1: MBConv blocks with squeeze and excitation, swish, 1×1 to 1280 channels",
    },
    { origin: "paper", about: "width, depth", text: "compound scaling of B0; channels rounded to multiples of 8" },
    { origin: "choice", about: "size", text: "the crops that torchvision evaluates at (B2: 288, the paper has 260)" },
    { origin: "choice", about: "padding", text: "symmetric, as in PyTorch, so that its weights give its numbers" },
    { origin: "choice", about: "bnEpsilon, bnMomentum", text: "torchvision's: 1e-5 and 0.1, from B5 on 1e-3 and 0.01" },
    { origin: "choice", about: "initialisation", text: "He normal by fan-out, as torchvision" },
  ],
  printed: [
    row("b0", "5288548", "0.386"),
    row("b1", "7794184", "0.687"),
    row("b2", "9109994", "1.088"),
    row("b3", "12233232", "1.827"),
    row("b4", "19341616", "4.394"),
    row("b5", "30389784", "10.266"),
    row("b6", "43040704", "19.068"),
    row("b7", "66347960", "37.746"),
  ],
};
