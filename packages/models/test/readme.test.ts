import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, vi } from "vitest";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The README's programs, with this package's sources in the place of the package. */
async function programs(): Promise<string[]> {
  const text = await readFile(here("../README.md"), "utf8");
  const found = [...text.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, program]) => program!);
  return found.map((program) =>
    program.replace(/"@cvar\/models(\/node)?"/g, (_, node) => `"../src${node ?? ""}/index.js"`),
  );
}

it("the README's programs run and print what they promise", async () => {
  const cwd = process.cwd();
  const folder = await mkdtemp(join(tmpdir(), "cvar-readme-"));
  const printed = vi.spyOn(console, "log").mockImplementation(() => {});
  process.chdir(folder);
  try {
    const all = await programs();
    expect(all).toHaveLength(3);
    for (const [i, program] of all.entries()) {
      const file = here(`./readme-${process.pid}-${i}.generated.mjs`);
      await writeFile(file, program);
      try {
        const before = printed.mock.calls.length;
        await import(/* @vite-ignore */ file);
        expect(printed.mock.calls.length).toBeGreaterThan(before);
      } finally {
        await rm(file);
      }
    }
  } finally {
    process.chdir(cwd);
    printed.mockRestore();
    await rm(folder, { recursive: true });
  }
});
