import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { vectorWitness } from "../../../../../scripts/test-resources.js";
import { witness } from "../../witness/witness.js";
import { configurations } from "./configurations.js";
import { randomStream } from "./random-stream.js";

describe.skipIf(!vectorWitness())("FFmpeg finds nothing wrong with random streams", () => {
  it.each(Object.entries(configurations))("%s", (_name, tools) => {
    const folder = mkdtempSync(join(tmpdir(), "cvar-writer-"));
    try {
      const streams = Array.from({ length: 30 }, (_, i) => randomStream({ ...tools, seed: 1 + i }));
      const paths = streams.map((_, i) => join(folder, `${i}.m4v`));
      for (const [i, { bytes }] of streams.entries()) writeFileSync(paths[i]!, bytes);
      const found = witness(paths).flatMap(({ frames, errors, firstError }, i) => {
        const { types, tools } = streams[i]!;
        // What FFmpeg says of global motion in a header extension, which it decodes.
        if (errors > 0 && firstError !== "untested") return [`seed ${tools.seed}: ${firstError}`];
        const decoded = frames.map(({ type }) => type);
        // It counts fields from the first B-VOP on, and leaves interlaced ones out that are too near by that count.
        const missing = types.length - decoded.length;
        const allowed = tools.interlaced ? types.filter((type) => type === "B").length : 0;
        const anchors = (names: readonly string[]) => names.filter((name) => name !== "B").join("");
        const same = anchors(decoded) === anchors(types) && missing >= 0 && missing <= allowed;
        return same ? [] : [`seed ${tools.seed}: other frames`];
      });
      expect(found).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
