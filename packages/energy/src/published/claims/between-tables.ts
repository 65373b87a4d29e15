import { roundedFrom } from "../figure.js";
import { rowOf } from "../papers.js";
import { ATTP_TABLE_2 } from "../tables/attp-table-2.js";
import { STM_NET_TABLE_1 } from "../tables/stm-net-table-1.js";
import { STM_NET_TABLE_2 } from "../tables/stm-net-table-2.js";
import type { Claim, Exception } from "./claim.js";

/** What one table says of methods that another table has too. */
export const BETWEEN_TABLES_CLAIMS: readonly Claim[] = [
  {
    ...{ id: "stm-net/joules-of-two-tables", paper: "stm-net", place: "Tables 1 and 2" },
    quote: "E_Total (J)",
    asked: "Do both tables print the same joules for the same method, to the digits of Table 2",
    ...{ stated: null, unit: "J" },
    evidence: () => ({
      readings: [],
      exceptions: STM_NET_TABLE_2.rows.flatMap(({ name, joules }): Exception[] => {
        const first = STM_NET_TABLE_1.rows.find((row) => row.name === name)?.joules;
        if (!first || !joules) return [];
        const [low, high] = roundedFrom({ ...joules, atLeast: false });
        return first.value >= low && first.value <= high
          ? []
          : [{ row: name, arithmetic: `${first.text} J in Table 1, ${joules.text} J in Table 2` }];
      }),
    }),
  },
  {
    ...{ id: "stm-net/views-of-others", paper: "stm-net", place: "Caption of Table 1" },
    quote: "Parameter efficiency and inference energy cost are computed across all views",
    asked:
      "Are the operations of a view, TFLOPs over views, those that Table 2 of Huo et al. prints for the same network, and no fewer than those of the ResNet-152 inside it",
    ...{ stated: null, unit: "G" },
    evidence: () => ({ readings: [], exceptions: ["CoViAR", "DMC-Net"].flatMap(perView) }),
  },
  {
    ...{ id: "stm-net/parameters-of-others", paper: "stm-net", place: "Table 1" },
    quote: "Params (M)",
    asked: "Are the parameters those that Table 2 of Huo et al. prints for the same network",
    ...{ stated: null, unit: "M" },
    evidence: () => ({
      readings: [],
      exceptions: ["CoViAR", "DMC-Net"].flatMap((name): Exception[] => {
        const here = rowOf(STM_NET_TABLE_1, name).parameters!;
        const there = rowOf(ATTP_TABLE_2, name).parameters!;
        const [low, high] = roundedFrom(there);
        return here.value >= low && here.value <= high
          ? []
          : [{ row: name, arithmetic: `${here.text} M here, ${there.text} M there` }];
      }),
    }),
  },
];

function perView(name: string): Exception[] {
  const { tflops, views } = rowOf(STM_NET_TABLE_1, name);
  const count = views[0] * views[1];
  const giga = (tflops!.value * 1000) / count;
  const there = rowOf(ATTP_TABLE_2, name).gflops!;
  const backbone = rowOf(ATTP_TABLE_2, "ResNet-152").gflops!;
  const slack = (tflops!.unit * 1000) / count / 2;
  if (Math.abs(giga - there.value) <= slack + there.unit / 2) return [];
  const less = giga + slack < backbone.value ? `, and ${backbone.text} G for ResNet-152 alone` : "";
  return [
    {
      row: name,
      arithmetic: `${tflops!.text} T / ${count} views = ${giga.toFixed(2)} G a view; Huo et al. print ${there.text} G${less}`,
    },
  ];
}
