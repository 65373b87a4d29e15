import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { withoutValues } from "@cvar/backend";
import { createModel, type ModelName } from "@cvar/models";
import { describe, expect, it } from "vitest";
import { sharedFile } from "../../../scripts/shared-file.js";
import { type ConventionName, countOperations } from "../src/index.js";

/** What the counters say; flop-counters/generate.py asked them. */
interface Counted {
  readonly parameters: number;
  readonly torch: number;
  readonly ptflops: number;
  readonly fvcore: number;
  readonly fvcoreBy: Readonly<Record<string, number>>;
  readonly fvcoreActivations: number;
}
const path = fileURLToPath(new URL("./flop-counters/flop-counters.json", import.meta.url));
const { networks } = JSON.parse(readFileSync(path, "utf8")) as { networks: Record<string, Counted> };

/** The registry's networks that torchvision has too. */
const REGISTERED: Record<string, ModelName> = {
  efficientnet_b0: "efficientnet-b0",
  efficientnet_b1: "efficientnet-b1",
};
const CONVENTIONS = ["fvcore", "ptflops", "torch"] as const satisfies readonly ConventionName[];

describe.each(Object.entries(REGISTERED))("%s", (name, registered) => {
  const model = withoutValues(() => createModel(registered, {}, { weights: "zeros" }));
  const wanted = networks[name]!;

  it.each(CONVENTIONS)("has the FLOPs that %s counts", (convention) => {
    expect(countOperations(model, undefined, { convention }).flops).toBe(wanted[convention]);
  });

  it("has its parameters, activations and kinds of operations", () => {
    const { parameters, activations, byKind } = countOperations(model, undefined, { convention: "fvcore" });
    const { fvcoreBy: by } = wanted;
    expect([parameters, activations]).toEqual([wanted.parameters, wanted.fvcoreActivations]);
    expect(byKind.normalisation).toBe(by.batch_norm ?? by.layer_norm);
    expect(byKind.pooling).toBe(by.adaptive_avg_pool2d);
    expect(byKind.convolution! + byKind.linear!).toBe(by.conv! + by.linear!);
  });
});

const golden = await sharedFile("golden", "flops.json");
it.runIf(golden)("the counters said the same elsewhere", () => {
  const elsewhere = JSON.parse(new TextDecoder().decode(golden!)) as Record<string, Record<string, number>>;
  for (const [key, values] of Object.entries(elsewhere)) {
    const here = networks[key.split("@")[0]!];
    if (!here) continue;
    const { params, fvcore, torch_flop_counter: torch, ptflops } = values;
    expect({ key, params, fvcore, torch, ptflops }).toEqual({
      key,
      params: here.parameters,
      fvcore: here.fvcore,
      torch: here.torch,
      ptflops: here.ptflops,
    });
  }
});
