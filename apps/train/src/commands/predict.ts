import { facts, si, table } from "../table.js";
import { type Define, writeJson } from "./command.js";

/** `cvar predict FILE --model RUN`: the likeliest actions in one video, and what finding them cost. */
export const definePredict: Define = (program, terminal) =>
  program
    .command("predict")
    .description("the five likeliest actions in a video, and their cost in MACs, spikes, joules and seconds")
    .argument("<file>", "a video")
    .requiredOption("--model <run>", "a run folder")
    .option("--json", "print JSON")
    .action(async (file: string, options: { model: string; json?: boolean }) => {
      const [{ startEngine }, { predict }, { loadRunModel }] = await Promise.all([
        import("../engine.js"),
        import("../evaluation/predict.js"),
        import("../model-files.js"),
      ]);
      const engine = await startEngine();
      const { run, model } = await loadRunModel(options.model);
      try {
        const prediction = await predict(file, run, model);
        if (options.json) return writeJson(terminal, { ...prediction, backend: engine.name });
        const { top, cost } = prediction;
        await terminal.write(
          table(
            ["action", "score"],
            top.map((t) => [t.label, `${(100 * t.probability).toFixed(1)} %`]),
          ),
        );
        const rate =
          cost.spikeRate === null
            ? "none"
            : `${si(cost.spikes)}, rate ${(100 * cost.spikeRate).toFixed(1)} %, ${si(cost.accumulates)} accumulates`;
        await terminal.write(
          `\n${facts([
            ["MACs", si(cost.macs)],
            ["spikes", rate],
            ["energy", `${si(cost.joules, "J")} (45 nm)`],
            [
              "seconds",
              `${cost.readSeconds.toFixed(3)} reading, ${cost.networkSeconds.toFixed(3)} in the network (${engine.name})`,
            ],
          ])}`,
        );
      } finally {
        model.dispose();
      }
    });
