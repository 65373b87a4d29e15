import type { FamilyCard, PrintedRow } from "../cards/family-card.js";
import { printed } from "../cards/printed.js";

/** Parameters and 10⁹ multiply-accumulates, as torchvision's documentation prints them. */
const row = (layers: number, parameters: string, macs: string): PrintedRow => ({
  model: `resnet-${layers}`,
  where: `torchvision, resnet${layers} (IMAGENET1K_V1: num_params, GFLOPS)`,
  parameters: printed(parameters),
  macsPerClip: printed(macs, "G"),
});

/** What is known of ResNet. */
export const resNetCard: FamilyCard = {
  publication: {
    title: "Deep Residual Learning for Image Recognition",
    authors: ["Kaiming He", "Xiangyu Zhang", "Shaoqing Ren", "Jian Sun"],
    venue: "CVPR",
    year: 2016,
    arxiv: "1512.03385",
  },
  facts: [
    {
      origin: "paper",
      about: "layers, width",
      text: "Table 1: stages of basic blocks (18, 34) or bottlenecks (50, 101, 152)",
    },
    {
      origin: "paper",
      about: "shortcuts",
      text: "1×1 convolutions where the shape changes, identities elsewhere (option B)",
    },
    {
      origin: "choice",
      about: "stride",
      text: "in the 3×3 convolution of a bottleneck, as torchvision; the paper has it in the first 1×1",
    },
    {
      origin: "choice",
      about: "initialisation",
      text: "He normal by fan-out; zeroInit starts each block's last γ at zero",
    },
  ],
  printed: [
    row(18, "11689512", "1.814"),
    row(34, "21797672", "3.664"),
    row(50, "25557032", "4.089"),
    row(101, "44549160", "7.801"),
    row(152, "60192808", "11.514"),
  ],
};
