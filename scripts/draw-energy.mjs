/**
 * Draws the pictures of docs/guides/energy from real runs: node scripts/draw-energy.mjs [RUN FOLDER] (runs/demo, which
 * `npm run demo` makes). Run after a build.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = (name) => import(join(root, "packages/energy/dist", name, "index.js"));
const [{ bubbleChart, comparisonBars, layerBars }, { compareReports, parseReport }, { STM_NET_TABLE_1 }] =
  await Promise.all([dist("html"), dist("report"), dist("published")]);
const { modelReport } = await import(join(root, "apps/train/dist/energy/model-cost.js"));

const run = JSON.parse(readFileSync(join(process.argv[2] ?? join(root, "runs/demo"), "result.json"), "utf8"));
const folder = join(root, "docs/guides/energy");
mkdirSync(folder, { recursive: true });
const write = (name, svg) => writeFileSync(join(folder, `${name}.svg`), `${svg}\n`);

write("layers", layerBars(parseReport(JSON.stringify(run.energy))));
write("comparison", comparisonBars(compareReports(modelReport("stm-net-base"), modelReport("stm-net-large"))));

const bubbles = STM_NET_TABLE_1.rows.map(({ name, ucf101, joules, parameters, domain }) => ({
  ...{ name, cost: joules.value, accuracy: ucf101.value, source: "printed", rawDomain: domain.includes("RD") },
  parameters: parameters === null ? null : 1e6 * parameters.value,
}));
write(
  "accuracy-energy",
  bubbleChart(bubbles, {
    ...{ label: "Accuracy on UCF-101 over energy, as printed", accuracyName: "top-1 on UCF-101 in %" },
    ...{ costName: "energy of one video in J, 45 nm", costUnit: "J" },
  }),
);
