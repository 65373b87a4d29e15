import type { Cell } from "../figure.js";
import { rowOf } from "../papers.js";
import { STM_NET_TABLE_1 } from "../tables/stm-net-table-1.js";
import { STM_NET_TABLE_2, type StmNetTable2Row } from "../tables/stm-net-table-2.js";
import { column, exceptions, type Named, percentMore, points, shareMore, stated } from "./arithmetic.js";
import type { Claim } from "./claim.js";

const literal = { literal: true };
const paper = "stm-net";
const accuracy1 = (name: string, of: "ucf101" | "hmdb51"): Named =>
  column([rowOf(STM_NET_TABLE_1, name)], (row) => row[of])[0]!;
const ssv2 = (name: string): Named => column([rowOf(STM_NET_TABLE_2, name)], (row) => row.ssv2)[0]!;

/** Every way to say by how much one accuracy is above another. */
const above = (a: Named, b: Named) => [
  points(a, b, literal),
  percentMore(a, b, { literal: false }),
  shareMore(a, b),
  {
    ...points(a, b, { literal: false }),
    what: `${a.name} over ${b.name}, points as a share of one`,
    value: (a.figure.value - b.figure.value) / 100,
  },
];

/** Sentences of Das Biswas et al. about accuracies, as far as they lean on Tables 1 and 2. */
export const STM_NET_ACCURACY_CLAIMS: readonly Claim[] = [
  {
    ...{ id: "stm-net/state-of-the-art", paper, place: "Abstract" },
    quote:
      "achieving state-of-the-art video recognition performance on UCF-101, HMDB-51, K-400, K-600 and SS-v2 datasets",
    asked:
      "Tables 1 and 2: which methods on compressed video alone (CD) are more accurate than the better of Ours and Ours-L",
    ...{ stated: null, unit: "%" },
    evidence: () => ({
      readings: [],
      exceptions: [
        ...betterThanOurs("UCF-101", STM_NET_TABLE_1.rows, (row) => row.ucf101),
        ...betterThanOurs("HMDB-51", STM_NET_TABLE_1.rows, (row) => row.hmdb51),
        ...betterThanOurs("K-400", STM_NET_TABLE_2.rows, (row) => row.k400),
        ...betterThanOurs("K-600", STM_NET_TABLE_2.rows, (row) => row.k600),
        ...betterThanOurs("SS-v2", STM_NET_TABLE_2.rows, (row) => row.ssv2),
      ],
    }),
  },
  {
    ...{ id: "stm-net/ucf-14", paper, place: "Section 4.2.1, UCF-101" },
    quote: "to consistently outperform them by up to 14%",
    asked: "Table 1: by how much Ours is above CV-C3D, the lowest of the compressed-domain methods named",
    ...{ stated: stated("14"), unit: "%" },
    evidence: () => ({ readings: above(accuracy1("Ours", "ucf101"), accuracy1("CV-C3D", "ucf101")), exceptions: [] }),
  },
  {
    ...{ id: "stm-net/hmdb-with-flow", paper, place: "Section 4.2.1, HMDB-51" },
    quote:
      "Our method outperforms existing methods that use CD videos with or without optical flow by 0.05% and 0.02%, respectively",
    asked: "Table 1: by how much Ours is above DMC-Net, the method with optical flow",
    ...{ stated: stated("0.05"), unit: "%" },
    evidence: () => ({ readings: above(accuracy1("Ours", "hmdb51"), accuracy1("DMC-Net", "hmdb51")), exceptions: [] }),
  },
  {
    ...{ id: "stm-net/hmdb-without-flow", paper, place: "Section 4.2.1, HMDB-51" },
    quote:
      "Our method outperforms existing methods that use CD videos with or without optical flow by 0.05% and 0.02%, respectively",
    asked: "Table 1: by how much Ours is above TEAM-Net, the best method without optical flow",
    ...{ stated: stated("0.02"), unit: "%" },
    evidence: () => ({ readings: above(accuracy1("Ours", "hmdb51"), accuracy1("TEAM-Net", "hmdb51")), exceptions: [] }),
  },
  {
    ...{ id: "stm-net/ssv2-raw", paper, place: "Section 4.2.1, SS-v2" },
    quote: "Our method also surpasses the previous state-of-the-art in the raw domain [10] […] by up to 0.3%",
    asked: "Table 2: by how much Ours and Ours-L are above I3D [10]; which raw-domain methods are above Ours-L",
    ...{ stated: stated("0.3"), unit: "%" },
    evidence: () => ({
      readings: ["Ours", "Ours-L"].flatMap((name) => above(ssv2(name), ssv2("I3D"))),
      exceptions: exceptions(
        column(
          STM_NET_TABLE_2.rows.filter(({ domain }: StmNetTable2Row) => domain === "RD"),
          (row) => row.ssv2,
        ),
        ({ value }) => value < ssv2("Ours-L").figure.value,
        ({ text }) =>
          `SS-v2: ${text} % is above Ours-L's ${ssv2("Ours-L").figure.text} %, so I3D's is not the best before`,
      ),
    }),
  },
];

function betterThanOurs<Row extends { readonly name: string; readonly domain: string }>(
  dataset: string,
  rows: readonly Row[],
  accuracy: (row: Row) => Cell,
) {
  const mine = column(
    rows.filter(({ name }) => name.startsWith("Ours")),
    accuracy,
  );
  const best = mine.reduce((a, b) => (b.figure.value > a.figure.value ? b : a));
  const rivals = column(
    rows.filter(({ name, domain }) => domain === "CD" && !name.startsWith("Ours")),
    accuracy,
  );
  return exceptions(
    rivals,
    ({ value }) => value <= best.figure.value,
    ({ text }) => `${dataset}: ${text} % is above ${best.name}'s ${best.figure.text} %`,
  );
}
