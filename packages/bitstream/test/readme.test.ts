import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const folder = fileURLToPath(new URL("..", import.meta.url));

/** The example runs inside the package, whose name then resolves to its own built exports. */
it("has an example in its README that runs", (context) => {
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  const example = /```js\n(.*?)```/s.exec(readme)?.[1] ?? "";
  expect(example).toContain("openVideo(");
  if (!built()) return context.skip("not built: the example uses the package's dist");
  const place = mkdtempSync(join(folder, "test", "example-"));
  try {
    const path = join(place, "example.mjs");
    writeFileSync(path, example.replace('"clip.mp4"', JSON.stringify(join(folder, "test", "fixtures", "tiny.mp4"))));
    const output = execFileSync(process.execPath, [path], { encoding: "utf8" });
    const expected = /```text\n(.*?)```/s.exec(readme)?.[1];
    expect(output).toBe(expected);
  } finally {
    rmSync(place, { recursive: true });
  }
});

function built(): boolean {
  try {
    readFileSync(join(folder, "dist", "video.js"));
    return true;
  } catch {
    return false;
  }
}
