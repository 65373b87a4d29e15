import { si, table } from "../table.js";
import { type Define, writeJson } from "./command.js";

const NOTE =
  "\nA video is 8 triplets. Energy is the MACs' alone (4.6 pJ, 45 nm); of the spike-driven operations the share that fires costs 0.9 pJ each: see a run's report.\n";

/** `cvar models [NAME]`: what each model is and costs. */
export const defineModels: Define = (program, terminal) =>
  program
    .command("models")
    .description("models with their parameters, MACs and energy; with a name, its layers too")
    .argument("[name]", "one model")
    .option("--classes <n>", "classes of the last layer", "101")
    .option("--json", "print JSON")
    .action(async (name: string | undefined, options: { classes: string; json?: boolean }) => {
      const [{ startEngine }, { modelCard }, { buildModel, tripletModelNames }] = await Promise.all([
        import("../engine.js"),
        import("../evaluation/model-card.js"),
        import("../model-files.js"),
      ]);
      await startEngine();
      const cards = [];
      let summary = "";
      for (const each of name === undefined ? tripletModelNames : [name]) {
        const { model } = buildModel(each, { classes: Number(options.classes) });
        cards.push(modelCard(each, model));
        if (name !== undefined) model.summary(110, undefined, (line) => (summary += `${line}\n`));
        model.dispose();
      }
      if (options.json) return writeJson(terminal, name === undefined ? cards : cards[0]);
      const head = ["model", "parameters", "MACs/triplet", "MACs/video", "spike-driven/video", "energy/video"];
      await terminal.write(
        table(
          head,
          cards.map((c) => [
            c.name,
            si(c.params),
            si(c.macsPerTriplet),
            si(c.macsPerVideo),
            si(c.spikeDrivenPerVideo),
            si(c.joulesPerVideo, "J"),
          ]),
        ),
      );
      await terminal.write(NOTE);
      if (summary !== "") await terminal.write(`\n${summary}`);
    });
