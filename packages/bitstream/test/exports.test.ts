import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import * as root from "../src/index.js";
import * as node from "../src/node/index.js";

it("exports what the README names", () => {
  expect(Object.keys(root).sort()).toEqual([
    "BitstreamError",
    "DamagedReferenceError",
    "InvalidSyntaxError",
    "LimitExceededError",
    "SourceError",
    "TruncatedStreamError",
    "UnknownFormatError",
    "UnsupportedFeatureError",
    "UsageError",
    "WorkerError",
    "createDecoderPool",
    "frameMd5Bytes",
    "isBitstreamError",
    "motionRows",
    "openVideo",
    "predictPicture",
    "rebuildPicture",
  ]);
  expect(Object.keys(node)).toEqual(["createDecoderPool", "openVideo"]);
});

it("keeps Node out of the root export", () => {
  const seen = new Set<string>();
  const visit = (url: URL) => {
    if (seen.has(url.href)) return;
    seen.add(url.href);
    const text = readFileSync(url, "utf8");
    expect(text, url.href).not.toMatch(/from "node:|import\("node:|\bBuffer\.from\(|\bprocess\.env\b/);
    for (const [, name] of text.matchAll(/^(?:import|export)[^"]*?from "(\.[^"]+)\.js";$/gm))
      visit(new URL(`${name}.ts`, url));
  };
  visit(new URL("../src/index.ts", import.meta.url));
  expect(seen.size).toBeGreaterThan(30);
});
