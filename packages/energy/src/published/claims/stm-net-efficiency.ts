import { rowOf } from "../papers.js";
import { STM_NET_TABLE_1, type StmNetTable1Row } from "../tables/stm-net-table-1.js";
import { STM_NET_TABLE_2, type StmNetTable2Row } from "../tables/stm-net-table-2.js";
import { column, exceptions, type Named, percentLess, percentMore, stated, times } from "./arithmetic.js";
import type { Claim } from "./claim.js";

const literal = { literal: true };
const other = { literal: false };
const paper = "stm-net";

const one = STM_NET_TABLE_1.rows;
const two = STM_NET_TABLE_2.rows;
const energies1 = (rows: readonly StmNetTable1Row[]) => column(rows, (row) => row.joules);
const energies2 = (rows: readonly StmNetTable2Row[]) => column(rows, (row) => row.joules);
const joules1 = (name: string): Named => energies1([rowOf(STM_NET_TABLE_1, name)])[0]!;
const joules2 = (name: string): Named => energies2([rowOf(STM_NET_TABLE_2, name)])[0]!;
const speed = (name: string): Named => column([rowOf(STM_NET_TABLE_1, name)], (row) => row.speed)[0]!;
const cited = <Row extends { readonly reference: number | null }>(
  rows: readonly Row[],
  references: readonly number[],
) => rows.filter(({ reference }) => reference !== null && references.includes(reference));

/** Sentences of Das Biswas et al. about energy, speed and size. */
export const STM_NET_EFFICIENCY_CLAIMS: readonly Claim[] = [
  {
    ...{ id: "stm-net/speed-56", paper, place: "Abstract" },
    quote: "we increase inference speed by a factor of 56 while retaining similar performance",
    asked: "Table 1: speed of Ours over that of the raw-domain method with a printed speed",
    ...{ stated: stated("56"), unit: "×" },
    evidence: () => ({ readings: [times(speed("Ours"), speed("VidTr"), literal)], exceptions: [] }),
  },
  {
    ...{ id: "stm-net/cost-330", paper, place: "Abstract" },
    quote: "reduce inference cost by 330× versus prior art",
    asked: "Table 1: energy of each raw-domain method over that of Ours",
    ...{ stated: stated("330"), unit: "×" },
    evidence: () => ({
      readings: energies1(one.filter(({ domain }) => domain === "RD")).map((row) =>
        times(row, joules1("Ours"), literal),
      ),
      exceptions: [],
    }),
  },
  {
    ...{ id: "stm-net/over-3.5-joules", paper, place: "Section 1" },
    quote: "these methods require large model sizes and incur high inference costs (> 3.5J per video)",
    asked: "Table 1: which of the compressed-domain methods named before, [6, 30–35], need no more than 3.5 J",
    ...{ stated: null, unit: "J" },
    evidence: () => ({
      readings: [],
      exceptions: exceptions(
        energies1(cited(one, [6, 30, 31, 32, 33, 34, 35])).filter(({ figure }) => !figure.atLeast),
        ({ value }) => value > 3.5,
        ({ text }) => `${text} J is not over 3.5 J`,
      ),
    }),
  },
  {
    ...{ id: "stm-net/savings-98", paper, place: "Section 1" },
    quote: "comparably to established raw-domain methods with up to a dramatic 98% energy savings",
    asked: "Table 1: how much less Ours needs than the raw-domain methods",
    ...{ stated: stated("98"), unit: "%" },
    evidence: () => ({
      readings: energies1(one.filter(({ domain }) => domain === "RD")).map((row) =>
        percentLess(joules1("Ours"), row, literal),
      ),
      exceptions: [],
    }),
  },
  {
    ...{ id: "stm-net/speed-55-percent", paper, place: "Section 1" },
    quote: "with up to a dramatic 98% energy savings and 55% inference speed gains",
    asked: "Table 1: how much faster Ours is than the raw-domain method with a printed speed",
    ...{ stated: stated("55"), unit: "%" },
    evidence: () => {
      const gain = percentMore(speed("Ours"), speed("VidTr"), literal);
      const asFactor = {
        ...gain,
        what: "the same gain as a factor, not in %",
        value: gain.value / 100,
        literal: false,
      };
      return { readings: [gain, asFactor], exceptions: [] };
    },
  },
  {
    ...{ id: "stm-net/energy-of-operations", paper, place: "Caption of Table 1" },
    quote: "inference energy cost are computed across all views on the standard 45nm CMOS process",
    asked:
      "Table 1: do the printed joules lie within 4.6 pJ × the TFLOPs that round to the printed ones, plus 0.9 pJ × the spike GFLOPs",
    ...{ stated: null, unit: "J" },
    evidence: () => ({ readings: [], exceptions: one.flatMap(energyException) }),
  },
  {
    ...{ id: "stm-net/cost-19", paper, place: "Section 4.2.1, UCF-101" },
    quote: "achieves new state-of-the-art performance at 19× lower inference costs",
    asked:
      "Table 1: energy of each compressed-domain method named, [6, 30–34, 59], over that of Ours; which need less than Ours",
    ...{ stated: stated("19"), unit: "×" },
    evidence: () => energyOverOurs([6, 30, 31, 32, 33, 34, 59]),
  },
  {
    ...{ id: "stm-net/smallest", paper, place: "Section 4.2.1, UCF-101" },
    quote: "Our model is the smallest among literature by a large margin",
    asked: "Table 1: which methods have fewer parameters than Ours",
    ...{ stated: null, unit: "M" },
    evidence: () => {
      const ours = rowOf(STM_NET_TABLE_1, "Ours").parameters!;
      return {
        readings: [],
        exceptions: exceptions(
          column(one, (row) => row.parameters).filter(({ name, figure }) => name !== "Ours" && !figure.atLeast),
          ({ value }) => value > ours.value,
          ({ text }) => `${text} M is less than Ours' ${ours.text} M`,
        ),
      };
    },
  },
  {
    ...{ id: "stm-net/latency", paper, place: "Section 4.2.1, UCF-101" },
    quote: "our lightweight approach offers significantly lower latency than all counterparts",
    asked: "Table 1: which methods recognise as many videos a second as Ours",
    ...{ stated: null, unit: "V/s" },
    evidence: () => ({
      readings: [],
      exceptions: exceptions(
        column(one, (row) => row.speed).filter(({ name }) => name !== "Ours"),
        ({ value }) => value < speed("Ours").figure.value,
        ({ text }) => `${text} V/s`,
      ),
    }),
  },
  {
    ...{ id: "stm-net/energy-95", paper, place: "Section 4.2.1, HMDB-51" },
    quote: "using up to a significant 95% lower energy",
    asked: "Table 1: how much less Ours needs than the methods with an accuracy on HMDB-51 that use compressed video",
    ...{ stated: stated("95"), unit: "%" },
    evidence: () => ({
      readings: energies1(
        one.filter((row) => row.hmdb51 !== null && row.domain.startsWith("CD") && row.name !== "Ours"),
      )
        .map((row) => percentLess(joules1("Ours"), row, literal))
        .filter(({ value }) => value > 0),
      exceptions: [],
    }),
  },
  {
    ...{ id: "stm-net/speed-372", paper, place: "Section 4.2.1, HMDB-51" },
    quote: "and 372× higher inference speed",
    asked: "Table 1: speed of Ours over that of DMC-Net, the slowest",
    ...{ stated: stated("372"), unit: "×" },
    evidence: () => ({ readings: [times(speed("Ours"), speed("DMC-Net"), literal)], exceptions: [] }),
  },
  {
    ...{ id: "stm-net/compute-70", paper, place: "Section 4.2.1, HMDB-51" },
    quote: "we also surpass established RD methods [23, 35, 58] […] while requiring up to 70× lower compute",
    asked: "Table 1: energy of these methods over that of Ours; which need less than Ours",
    ...{ stated: stated("70"), unit: "×" },
    evidence: () => energyOverOurs([23, 35, 58]),
  },
  {
    ...{ id: "stm-net/cost-62", paper, place: "Section 4.2.1, K-400, K-600" },
    quote:
      "Compared to the prior state-of-the-art TEAM-Net [30] […], our method improves performance at 62% lower costs",
    asked: "Table 2: how much less Ours and Ours-L need than TEAM-Net",
    ...{ stated: stated("62"), unit: "%" },
    evidence: () => energyLessThan("TEAM-Net"),
  },
  {
    ...{ id: "stm-net/energy-97-higher", paper, place: "Section 4.2.1, K-400, K-600" },
    quote:
      "Popular RD methods [22, 23, 25, 37] as well as methods that need access to raw videos during training [35, 58] claim comparable results, albeit at the cost of 97% higher inference energy per video",
    asked: "Table 2: how much more these methods need than Ours-L; which need less",
    ...{ stated: stated("97"), unit: "%" },
    evidence: () => {
      const ours = joules2("Ours-L");
      const rivals = energies2(cited(two, [22, 23, 25, 37, 35, 58]));
      return {
        readings: [
          ...rivals.map((row) => percentMore(row, ours, literal)),
          ...rivals.map((row) => percentLess(ours, row, other)),
        ],
        exceptions: exceptions(
          rivals,
          ({ value }) => value > ours.figure.value,
          ({ text }) =>
            `${text} J is less than Ours-L's ${ours.figure.text} J, and than Ours' ${joules2("Ours").figure.text} J`,
        ),
      };
    },
  },
  {
    ...{ id: "stm-net/cost-99", paper, place: "Section 4.2.1, SS-v2" },
    quote: "we perform competitively to [63] while using a significant 99% lower cost",
    asked: "Table 2: how much less Ours and Ours-L need than MM-ViT",
    ...{ stated: stated("99"), unit: "%" },
    evidence: () => energyLessThan("MM-ViT"),
  },
  {
    ...{ id: "stm-net/cost-73.5-higher", paper, place: "Section 4.2.1, SS-v2" },
    quote:
      "Contemporaries such as [22, 23, 25, 37] […] claim a slightly higher Top-1 accuracy, while using a much larger network and exorbitant inference costs (~ 73.5% higher)",
    asked:
      "Table 2: how much more these methods need than Ours and Ours-L, in %, or how much less ours need, or as a factor",
    ...{ stated: stated("73.5"), unit: "%" },
    evidence: () => ({
      readings: ["Ours", "Ours-L"].flatMap((name) =>
        energies2(cited(two, [22, 23, 25, 37])).flatMap((row) => [
          percentMore(row, joules2(name), literal),
          percentLess(joules2(name), row, other),
          times(row, joules2(name), other),
        ]),
      ),
      exceptions: [],
    }),
  },
];

/** Table 1: the energy of the methods cited, over that of Ours; those that need less are exceptions. */
function energyOverOurs(citations: readonly number[]) {
  const ours = joules1("Ours");
  const rivals = energies1(cited(one, citations));
  return {
    readings: rivals.map((row) => times(row, ours, literal)),
    exceptions: exceptions(
      rivals,
      ({ value }) => value > ours.figure.value,
      ({ text }) => `${text} J is less than Ours' ${ours.figure.text} J`,
    ),
  };
}

/** Table 2: how much less both of the paper's networks need than another method. */
function energyLessThan(rival: string) {
  return {
    readings: ["Ours", "Ours-L"].map((name) => percentLess(joules2(name), joules2(rival), literal)),
    exceptions: [],
  };
}

function energyException({ name, tflops, spikeGflops, joules }: StmNetTable1Row) {
  if (tflops === null || joules === null || tflops.atLeast) return [];
  const spikes = (spikeGflops?.value ?? 0) * 1e9 * 0.9e-12;
  const [low, high] = [-1, 1].map((side) => (tflops.value + (side * tflops.unit) / 2) * 4.6 + spikes) as [
    number,
    number,
  ];
  const slack = joules.unit / 2;
  if (joules.value >= low - slack && joules.value <= high + slack) return [];
  const needed = (joules.value - spikes) / 4.6;
  return [
    {
      row: name,
      arithmetic: `${tflops.text} T is ${low.toFixed(3)} to ${high.toFixed(3)} J; the printed ${joules.text} J need ${needed.toFixed(4)} T, which rounds to ${needed.toFixed(2)}`,
    },
  ];
}
