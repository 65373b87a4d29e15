import { table } from "../table.js";
import { type Define, writeJson } from "./command.js";

/** The row of Table 1 of Das Biswas et al. for their own network, as printed; what is printed as TFLOPs are MACs. */
const PRINTED = {
  name: "STM-Net, as printed (paper 001, Table 1)",
  views: "8×1",
  params: 83.41e6,
  macs: 0.15e12,
  joules: 0.734,
} as const;

/** `cvar energy`: our models' computed cost beside the printed one. */
export const defineEnergy: Define = (program, terminal) =>
  program
    .command("energy")
    .description("parameters, MACs and energy of our models, computed, beside the paper's printed row")
    .option("--json", "print JSON")
    .action(async (options: { json?: boolean }) => {
      const [{ startEngine }, { modelCard }, { buildModel }, { modelNames }] = await Promise.all([
        import("../engine.js"),
        import("../evaluation/model-card.js"),
        import("../model-files.js"),
        import("@cvar/models"),
      ]);
      await startEngine();
      const rows = [];
      for (const name of modelNames) {
        const { model } = buildModel(name, { classes: 101 });
        const { params, macsPerVideo, joulesPerVideo } = await modelCard(name, model);
        rows.push({ name, source: "computed", views: "8×1", params, macs: macsPerVideo, joules: joulesPerVideo });
        model.dispose();
      }
      rows.push({ ...PRINTED, source: "printed" });
      if (options.json) return writeJson(terminal, rows);
      const fixed = (value: number, digits: number) => value.toFixed(digits);
      await terminal.write(
        table(
          ["model", "views", "parameters (M)", "MACs (T)", "energy (J)", ""],
          rows.map((r) => [
            r.name,
            r.views,
            fixed(r.params / 1e6, 2),
            fixed(r.macs / 1e12, 4),
            fixed(r.joules, 4),
            r.source,
          ]),
        ),
      );
      await terminal.write(
        "\nComputed: 8 triplets, 101 classes, every operation as a 32-bit MAC of 4.6 pJ (45 nm). A run's measured spikes are in its report.\n",
      );
    });
