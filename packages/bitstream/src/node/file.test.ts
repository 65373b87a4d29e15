import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, it } from "vitest";
import { isBitstreamError } from "../errors.js";
import { fileSource } from "./file.js";

const folder = mkdtempSync(join(tmpdir(), "cvar-file-"));
afterAll(() => rmSync(folder, { recursive: true }));
const bytes = Uint8Array.from({ length: 600_000 }, (_, i) => (i * 3) & 255);
const path = join(folder, "a clip.bin");
writeFileSync(path, bytes);

it("reads anywhere in a file, by path or by file: URL", async () => {
  for (const name of [path, pathToFileURL(path), pathToFileURL(path).href]) {
    const source = await fileSource(name);
    expect(source.size).toBe(bytes.length);
    for (const [offset, length] of [
      [0, 5],
      [262_143, 300_000],
      [599_999, 9],
      [700_000, 1],
    ] as const) {
      expect([...(await source.read(offset, length))]).toEqual([...bytes.subarray(offset, offset + length)]);
    }
    await source.close();
  }
});

it.each([
  [join(folder, "none.avi"), "no such file"],
  [folder, "is a directory"],
  ["/dev/null", "no regular file"],
  [join(path, "inside"), "no directory"],
  ["file://elsewhere/clip.avi", "no address of a local file"],
])("says why it cannot open %s", async (name, message) => {
  const error = await fileSource(name).catch((thrown: unknown) => thrown);
  expect(isBitstreamError(error, "SourceError")).toBe(true);
  expect((error as Error).message).toContain(message);
});
