/**
 * The main job on the bundled clips: train, evaluate on unseen people, recognise one file, count the cost, write a report.
 * Leaves runs/demo/result.json and runs/demo/report.html. Seconds for everything: CVAR_DEMO_BUDGET (default 165).
 *
 * With a folder (`npm run demo -- FOLDER`): the same on its clips, whatever they are coded in.
 */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { processTerminal, runDemo } from "@cvar/train";

const root = fileURLToPath(new URL("..", import.meta.url));
const budgetSeconds = Number(process.env.CVAR_DEMO_BUDGET || 165);
if (!(budgetSeconds > 0)) {
  console.error(`cvar demo: CVAR_DEMO_BUDGET is "${process.env.CVAR_DEMO_BUDGET}": give a number of seconds`);
  process.exit(2);
}

const [folder] = process.argv.slice(2);
const data = folder === undefined ? "fixtures/actions" : resolve(process.env.INIT_CWD ?? ".", folder);
process.chdir(root);
const began = performance.now();
const result = await runDemo({
  data,
  out: "runs/demo",
  budgetSeconds,
  terminal: processTerminal(),
});
const percent = (share) => `${(100 * share).toFixed(1)} %`;
console.log(`
top-1 on people it never saw   ${percent(result.top1)} (chance ${percent(result.chance)})
from I-frames alone            ${percent(result.ablation.image)}
parameters                     ${result.params.toLocaleString("en")}
MACs per video                 ${(result.macsPerVideo / 1e9).toFixed(2)} G
spike rate                     ${result.spikeRate === null ? "–" : percent(result.spikeRate)}
energy per video               ${(result.energyJoules * 1e3).toFixed(2)} mJ (45 nm)
speed                          ${result.videosPerSecond.toFixed(1)} videos/s on ${result.backend}
report                         runs/demo/report.html
time                           ${((performance.now() - began) / 1000).toFixed(0)} s`);
