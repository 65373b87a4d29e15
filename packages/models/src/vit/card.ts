import type { FamilyCard, PrintedRow } from "../cards/family-card.js";
import { printed } from "../cards/printed.js";

/** Parameters and 10⁹ multiply-accumulates, as torchvision's documentation prints them. */
const row = (which: string, parameters: string, macs: string): PrintedRow => ({
  model: `vit-${which}`,
  where: `torchvision, vit_${which.replace("-", "_")} (IMAGENET1K_V1: num_params, GFLOPS)`,
  parameters: printed(parameters),
  macsPerClip: printed(macs, "G"),
});

const DEIT = "Touvron et al. 2021, Training data-efficient image transformers, Table 1";

/** What is known of the vision transformers. */
export const vitCard: FamilyCard = {
  publication: {
    title: "An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale",
    authors: [
      "Alexey Dosovitskiy",
      "Lucas Beyer",
      "Alexander Kolesnikov",
      "Dirk Weissenborn",
      "Xiaohua Zhai",
      "Thomas Unterthiner",
      "Mostafa Dehghani",
      "Matthias Minderer",
      "Georg Heigold",
      "Sylvain Gelly",
      "Jakob Uszkoreit",
      "Neil Houlsby",
    ],
    venue: "ICLR",
    year: 2021,
    arxiv: "2010.11929",
  },
  facts: [
    {
      origin: "paper",
      about: "d, depth, heads",
      text: "Table 1 (Base, Large); Tiny and Small are DeiT's (Touvron et al. 2021, Table 1)",
    },
    {
      origin: "paper",
      about: "blocks",
      text: "layer norm first, GELU, MLP of 4·d, a class token, learned position encodings",
    },
    { origin: "choice", about: "lnEpsilon", text: "1e-6, as torchvision and timm" },
  ],
  printed: [
    { model: "vit-ti-16", where: `${DEIT}, DeiT-Ti`, parameters: printed("5", "M") },
    { model: "vit-s-16", where: `${DEIT}, DeiT-S`, parameters: printed("22", "M") },
    row("b-16", "86567656", "17.564"),
    row("b-32", "88224232", "4.409"),
    row("l-16", "304326632", "61.555"),
  ],
};
