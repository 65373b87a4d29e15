import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { repository } from "../../../scripts/test-resources.js";

/** Worker threads run the built packages: the set-up before the tests builds them. */
const built = ["bitstream", "accumulate", "data"].every((name) =>
  existsSync(join(repository, "packages", name, "dist", "index.js")),
);
if (!built) console.log("skipped: @cvar/data is not built, and its worker threads need that");

it.skipIf(!built)(
  "threads give the same batches as none, and end with the loop, the signal or the program",
  async () => {
    const program = fileURLToPath(new URL("./threads-program.mjs", import.meta.url));
    const list = join(repository, "fixtures", "actions", "labels.csv");
    const env = { ...process.env, NODE_OPTIONS: "" };
    const running = promisify(execFile)(process.execPath, [program, list], { env, timeout: 50_000 });
    const { stdout } = await running.catch(({ code, signal, stderr }) => {
      throw new Error(`the program ended with ${code ?? signal}: ${stderr}`);
    });
    const { passes, views, ...found } = JSON.parse(stdout);
    const { keptTriplets, aborted, leaks, skipped, readable, refused } = found;
    const [none, one, two] = passes;
    expect(none.skipped).toEqual([]);
    expect(none.batches.map((batch: { clips: number[] }) => batch.clips.length)).toEqual([3, 3, 3, 1]);
    expect(new Set(none.batches.map((batch: { digest: string }) => batch.digest)).size).toBe(4);
    expect(one).toEqual(none);
    expect(two).toEqual(none);
    expect(views[0].batches.length).toBe(Math.ceil((2 * 8 * 10) / 3));
    expect(views[1]).toEqual(views[0]);
    expect(keptTriplets).toBe(1);
    expect(aborted).toBe("AbortError");
    expect(leaks).toEqual({ finished: [], left: [], aborted: [], broken: [] });
    expect(skipped).toEqual([
      ["cut-off.avi", expect.stringMatching(/Error$/)],
      ["empty.avi", "UnknownFormatError"],
      ["nowhere.avi", "SourceError"],
      ["text.avi", "UnknownFormatError"],
    ]);
    expect([readable, refused]).toEqual([1, "BrokenClipsError"]);
  },
);
