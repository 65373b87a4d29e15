import type { ModelCard } from "../evaluation/model-card.js";
import { table } from "../table.js";
import { type Define, writeJson } from "./command.js";

/** The row of Table 1 of Das Biswas et al. for their own network, as printed; what is printed as TFLOPs are MACs. */
const PRINTED = {
  name: "STM-Net, as printed (Das Biswas et al., Table 1)",
  views: "8×1",
  params: 83.41e6,
  macs: 0.15e12,
  spikeDriven: null,
  joules: 0.734,
} as const;

/** `cvar energy`: our models' computed cost beside the printed one. */
export const defineEnergy: Define = (program, terminal) =>
  program
    .command("energy")
    .description("parameters, MACs and energy of our models, computed, beside the paper's printed row")
    .option("--json", "print JSON")
    .action(async (options: { json?: boolean }) => {
      const [{ startEngine }, { modelCard }, { buildModel, tripletModelNames }] = await Promise.all([
        import("../engine.js"),
        import("../evaluation/model-card.js"),
        import("../model-files.js"),
      ]);
      await startEngine();
      const rows = [];
      for (const name of tripletModelNames) {
        const { model } = buildModel(name, { classes: 101 });

        rows.push({ ...rowOf(modelCard(name, model)), source: "computed" });
        model.dispose();
      }
      rows.push({ ...PRINTED, source: "printed" });
      if (options.json) return writeJson(terminal, rows);
      const fixed = (value: number, digits: number) => value.toFixed(digits);
      await terminal.write(
        table(
          ["model", "views", "parameters (M)", "MACs (T)", "spike-driven (T)", "energy (J)", ""],
          rows.map((r) => [
            r.name,
            r.views,
            fixed(r.params / 1e6, 2),
            fixed(r.macs / 1e12, 4),
            r.spikeDriven === null ? null : fixed(r.spikeDriven / 1e12, 4),
            fixed(r.joules, 4),
            r.source,
          ]),
        ),
      );
      await terminal.write(
        "\nComputed: 8 triplets, 101 classes; energy of the MACs alone (4.6 pJ, 45 nm). Of the spike-driven operations the share that fires costs 0.9 pJ each; it is measured on videos: see a run's report.\n",
      );
    });

function rowOf({ name, params, macsPerVideo, spikeDrivenPerVideo, joulesPerVideo }: ModelCard) {
  return { name, views: "8×1", params, macs: macsPerVideo, spikeDriven: spikeDrivenPerVideo, joules: joulesPerVideo };
}
