import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as cpu from "@tensorflow/tfjs-backend-cpu";
import * as core from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { expect, it } from "vitest";
import * as energy from "../src/index.js";

const modules: Record<string, object> = {
  "@cvar/energy": energy,
  "@tensorflow/tfjs-core": core,
  "@tensorflow/tfjs-layers": layers,
  "@tensorflow/tfjs-backend-cpu": cpu,
};

it("the README's example prints what it says", async () => {
  await core.setBackend("cpu");
  const readme = readFileSync(fileURLToPath(new URL("../README.md", import.meta.url)), "utf8");
  const program = /^```ts\n([\s\S]*?)^```$/m.exec(readme)![1]!;
  const body = program
    .replace(/^import (\{.*\}) from (".*");$/gm, "const $1 = modules[$2];")
    .replace(/^import \* as (\w+) from (".*");$/gm, "const $1 = modules[$2];")
    .replace(/^import (".*");$/gm, "if (!modules[$1]) throw new Error($1);");
  expect(body).not.toMatch(/^import/m);
  const printed: string[] = [];
  new Function("modules", "console", body)(modules, { log: (line: string) => printed.push(line) });
  const promised = /console\.log\(.*\); \/\/ (.*)$/m.exec(program)![1]!;
  expect(printed).toEqual([promised]);
});
