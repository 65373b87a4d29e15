import { roundedFrom } from "../figure.js";
import { rowOf } from "../papers.js";
import { ATTP_TABLE_1 } from "../tables/attp-table-1.js";
import { ATTP_TABLE_2, type AttpTable2Row } from "../tables/attp-table-2.js";
import { ATTP_TABLE_3 } from "../tables/attp-table-3.js";
import { column, exceptions, type Named, percentLess, percentMore, points, stated, times } from "./arithmetic.js";
import type { Claim } from "./claim.js";

const literal = { literal: true };
const other = { literal: false };
const paper = "attp";
const rows = ATTP_TABLE_2.rows;
const gflops = (name: string): Named => column([rowOf(ATTP_TABLE_2, name)], (row) => row.gflops)[0]!;
const parameters = (name: string): Named => column([rowOf(ATTP_TABLE_2, name)], (row) => row.parameters)[0]!;
const mean = (name: string, of: "hmdb51Mean" | "ucf101Mean"): Named =>
  column([rowOf(ATTP_TABLE_3, name)], (row) => row[of])[0]!;

/** Sentences of Huo et al. about cost and what it buys. */
export const ATTP_CLAIMS: readonly Claim[] = [
  {
    ...{ id: "attp/40-fps", paper, place: "Section 1 (and abstract)" },
    quote: "our ATTP model can perform video action recognition at about 40FPS (see Table 1)",
    asked:
      "Table 1: frames a second on the Jetson TX2 through both stages, one after the other; through the CNN stage alone",
    ...{ stated: stated("40"), unit: "FPS" },
    evidence: () => {
      const { preprocessMs, cnnMs, cnnFps } = rowOf(ATTP_TABLE_1, "ATTP on Jetson TX2");
      return {
        readings: [
          {
            ...{ what: "both stages of a frame, one after the other", literal: true },
            ...{ arithmetic: `1000 / (${preprocessMs!.text} + ${cnnMs!.text})` },
            value: 1000 / (preprocessMs!.value + cnnMs!.value),
          },
          {
            ...{ what: "the CNN stage alone, or both stages at the same time on different frames", literal: false },
            ...{ arithmetic: cnnFps!.text, value: cnnFps!.value },
          },
        ],
        exceptions: [],
      };
    },
  },
  {
    ...{ id: "attp/fps-of-milliseconds", paper, place: "Table 1" },
    quote: "Comparison of per-frame inference efficiency.",
    asked: "Table 1: is each FPS within 1000 over the milliseconds that round to the printed ones",
    ...{ stated: null, unit: "FPS" },
    evidence: () => ({
      readings: [],
      exceptions: ATTP_TABLE_1.rows.flatMap(({ name, preprocessMs, preprocessFps, cnnMs, cnnFps }) =>
        [[preprocessMs, preprocessFps] as const, [cnnMs, cnnFps] as const].flatMap(([ms, fps]) => {
          if (ms === null || fps === null) return [];
          const [short, long] = roundedFrom(ms);
          return fps.value >= 1000 / long - fps.unit / 2 && fps.value <= 1000 / short + fps.unit / 2
            ? []
            : [{ row: name, arithmetic: `1000 / ${ms.text} is not ${fps.text}` }];
        }),
      ),
    }),
  },
  {
    ...{ id: "attp/most-efficient", paper, place: "Section 4.3 (1)" },
    quote: "Our ATTP model is the most efficient for video action recognition",
    asked: "Table 2: which methods have fewer parameters or operations than ATTP",
    ...{ stated: null, unit: "" },
    evidence: () => ({
      readings: [],
      exceptions: [
        ...exceptions(
          column(others(rows), (row) => row.parameters),
          ({ value }) => value > parameters("ATTP").figure.value,
          ({ text }) => `${text} M parameters, ATTP ${parameters("ATTP").figure.text} M`,
        ),
        ...exceptions(
          column(others(rows), (row) => row.gflops),
          ({ value }) => value > gflops("ATTP").figure.value,
          ({ text }) => `${text} GFLOPs, ATTP ${gflops("ATTP").figure.text}`,
        ),
      ],
    }),
  },
  {
    ...{ id: "attp/best-of-compressed", paper, place: "Section 4.3 (2)" },
    quote:
      "Among all compressed video action recognition methods (including CoViAR and DMC-Net), our model performs the best w.r.t. both efficiency and accuracy",
    asked: "Table 2: which methods on compressed video are more accurate than ATTP",
    ...{ stated: null, unit: "%" },
    evidence: () => {
      const rivals = others(rows).filter(({ compressed }) => compressed !== "no");
      const mine = rowOf(ATTP_TABLE_2, "ATTP");
      return {
        readings: [],
        exceptions: (["hmdb51", "ucf101"] as const).flatMap((of) =>
          exceptions(
            column(rivals, (row) => row[of]),
            ({ value }) => value < mine[of]!.value,
            ({ text }) => `${of}: ${text} %, ATTP ${mine[of]!.text} %`,
          ),
        ),
      };
    },
  },
  {
    ...{ id: "attp/one-tenth", paper, place: "Section 4.3 (3)" },
    quote:
      "As compared to the strongest baseline DMC-Net, […] this is obtained with much fewer parameters and only one-tenth of GFLOPs",
    asked: "Table 2: how many times ATTP's operations DMC-Net needs; a tenth would be 10",
    ...{ stated: stated("10"), unit: "×" },
    evidence: () => ({ readings: [times(gflops("DMC-Net"), gflops("ATTP"), literal)], exceptions: [] }),
  },
  {
    ...{ id: "attp/storage-70", paper, place: "Section 4.3 (4)" },
    quote: "As compared to CoViAR, our model saves nearly 70% of the storage with a clear advantage on accuracy",
    asked: "Table 2: how many parameters fewer ATTP has than CoViAR, to the nearest ten percent",
    ...{ stated: stated("70", 10), unit: "%" },
    evidence: () => ({ readings: [percentLess(parameters("ATTP"), parameters("CoViAR"), literal)], exceptions: [] }),
  },
  {
    ...{ id: "attp/pooling-1", paper, place: "Section 4.4" },
    quote: "Particularly, our TP method yields %1 gains over BP",
    asked: "Table 3: how far TP's means over the splits are above BP's",
    ...{ stated: stated("1"), unit: "%" },
    evidence: () => ({
      readings: (["hmdb51Mean", "ucf101Mean"] as const).flatMap((of) => [
        points(mean("TP", of), mean("BP", of), literal),
        percentMore(mean("TP", of), mean("BP", of), other),
      ]),
      exceptions: [],
    }),
  },
];

function others(of: readonly AttpTable2Row[]) {
  return of.filter(({ name }) => name !== "ATTP");
}
