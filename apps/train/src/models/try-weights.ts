import { createModel, describeLoad } from "@cvar/models";
import { loadWeights } from "@cvar/models/node";
import { writeJson } from "../commands/command.js";
import { startEngine } from "../engine.js";
import type { Terminal } from "../terminal.js";
import type { CheckedModel } from "./checked-overrides.js";

/** Loads weights into a model as far as they fit, and prints what became of them. */
export async function tryWeights(
  terminal: Terminal,
  { name, overrides }: CheckedModel,
  path: string,
  json: boolean,
): Promise<void> {
  await startEngine();
  const model = createModel(name, overrides, { weights: "zeros" });
  try {
    const report = await loadWeights(model, path, { strict: false });
    return json ? writeJson(terminal, report) : terminal.write(describeLoad(report));
  } finally {
    model.dispose();
  }
}
