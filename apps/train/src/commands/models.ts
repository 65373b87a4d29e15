import { si, table } from "../table.js";
import { type Define, writeJson } from "./command.js";

/** `cvar models [NAME]`: what each model is and costs. */
export const defineModels: Define = (program, terminal) =>
  program
    .command("models")
    .description("models with their parameters, MACs and energy; with a name, its layers too")
    .argument("[name]", "one model")
    .option("--classes <n>", "classes of the last layer", "101")
    .option("--json", "print JSON")
    .action(async (name: string | undefined, options: { classes: string; json?: boolean }) => {
      const [{ startEngine }, { modelCard }, { buildModel }, { modelNames }] = await Promise.all([
        import("../engine.js"),
        import("../evaluation/model-card.js"),
        import("../model-files.js"),
        import("@cvar/models"),
      ]);
      await startEngine();
      const cards = [];
      let summary = "";
      for (const each of name === undefined ? modelNames : [name]) {
        const { model } = buildModel(each, { classes: Number(options.classes) });
        cards.push(await modelCard(each, model));
        if (name !== undefined) model.summary(110, undefined, (line) => (summary += `${line}\n`));
        model.dispose();
      }
      if (options.json) return writeJson(terminal, name === undefined ? cards : cards[0]);
      const head = ["model", "parameters", "MACs/triplet", "MACs/video", "energy/video"];
      await terminal.write(
        table(
          head,
          cards.map((c) => [c.name, si(c.params), si(c.macsPerTriplet), si(c.macsPerVideo), si(c.joulesPerVideo, "J")]),
        ),
      );
      if (summary !== "") await terminal.write(`\n${summary}`);
    });
