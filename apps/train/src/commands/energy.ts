import { readFile } from "node:fs/promises";
import { z } from "zod";
import { TABLE_NAMES } from "../energy/published-energy.js";
import { MissingInputError, UsageError } from "../errors.js";
import { writeWhole } from "../write-whole.js";
import { type Define, parseOptions, writeJson } from "./command.js";

const schema = z.object({
  table: z.enum(TABLE_NAMES, `one of ${TABLE_NAMES.join(", ")}`).optional(),
  run: z.array(z.string()).default([]),
  classes: z.coerce.number().int("a whole number").positive("1 or more").max(1_000_000, "at most a million").optional(),
  compare: z.array(z.string()).length(2, "two models or reports").optional(),
  html: z.string().optional(),
  json: z.boolean().default(false),
});

/** `cvar energy`: the papers' tables beside our models; one model by layer; two side by side. */
export const defineEnergy: Define = (program, terminal) =>
  program
    .command("energy")
    .description("the papers' tables, printed and computed; a model's cost by layer; two models compared")
    .argument("[model]", "a model of the registry, or a report that --json wrote: its cost by layer")
    .option("--table <name>", "only this table: 1, 2 or attp (default all)")
    .option("--run <folders...>", "runs whose spikes and accuracy were measured, as rows and circles of their own")
    .option("--compare <models...>", "two models or reports side by side")
    .option("--classes <n>", "classes of a model's last layer (default: the model's)")
    .option("--html <file>", "write a page")
    .option("--json", "print JSON")
    .action(async (name: string | undefined, raw: Record<string, unknown>) => {
      const { table, run, classes, compare, html, json } = parseOptions(schema, raw);
      if (name !== undefined && compare !== undefined) {
        throw new UsageError("a model and --compare were both given", "give one of them");
      }
      const page = async (make: () => Promise<string> | string) => {
        if (html === undefined) return;
        await writeWhole(html, await make());
        terminal.note(`${html}\n`);
      };
      if (compare !== undefined) {
        const [{ compareReports, comparisonText }, { comparisonPage }] = await Promise.all([
          import("@cvar/energy/report"),
          import("@cvar/energy/html"),
        ]);
        const [a, b] = await Promise.all(compare.map((each) => reportOf(each, classes)));
        const comparison = compareReports(a!, b!);
        await page(() => comparisonPage(comparison));
        return json ? writeJson(terminal, comparison) : terminal.write(comparisonText(comparison));
      }
      if (name !== undefined) {
        const [{ reportText }, { reportPage }] = await Promise.all([
          import("@cvar/energy/report"),
          import("@cvar/energy/html"),
        ]);
        const report = await reportOf(name, classes);
        await page(() => reportPage(report));
        return json ? writeJson(terminal, report) : terminal.write(reportText(report));
      }
      const [{ publishedEnergy }, { publishedText }, { measuredRun }] = await Promise.all([
        import("../energy/published-energy.js"),
        import("../energy/published-text.js"),
        import("../energy/measured-run.js"),
      ]);
      const runs = await Promise.all(run.map(measuredRun));
      const published = publishedEnergy(table === undefined ? TABLE_NAMES : [table], runs);
      await page(async () => (await import("../energy/published-page.js")).publishedPage(published));
      return json ? writeJson(terminal, published) : terminal.write(publishedText(published));
    });

/** A model of the registry by name, or a report in a file. */
async function reportOf(nameOrFile: string, classes: number | undefined) {
  const [{ modelReport }, { parseReport }, { isModelName }] = await Promise.all([
    import("../energy/model-cost.js"),
    import("@cvar/energy/report"),
    import("@cvar/models"),
  ]);
  if (isModelName(nameOrFile) || !nameOrFile.endsWith(".json"))
    return modelReport(nameOrFile, classes === undefined ? {} : { classes });
  const text = await readFile(nameOrFile, "utf8").catch((cause) => {
    throw new MissingInputError(
      `"${nameOrFile}" cannot be read`,
      "give a report that `cvar energy NAME --json` wrote",
      cause,
    );
  });
  return parseReport(text);
}
