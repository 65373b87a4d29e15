import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";

/** Files by path, each with its text; `null` is an empty video. */
export type Tree = Readonly<Record<string, string | Buffer | null>>;

/** Writes trees of files into a folder that is removed when the file's tests are done. */
export function miniatures(): (name: string, ...trees: readonly Tree[]) => string {
  const root = mkdtempSync(join(tmpdir(), "cvar-miniature-"));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  return (name, ...trees) => {
    for (const [path, content] of trees.flatMap((tree) => Object.entries(tree))) {
      mkdirSync(dirname(join(root, name, path)), { recursive: true });
      writeFileSync(join(root, name, path), content ?? "");
    }
    return join(root, name);
  };
}

/** What a call throws, by tag and message; null if nothing. */
export async function fault(call: Promise<unknown>): Promise<{ _tag: string; message: string } | null> {
  return call.then(
    () => null,
    (error) => error,
  );
}
