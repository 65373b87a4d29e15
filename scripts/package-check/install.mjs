import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./commands.mjs";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Packs packages of this repository as they would be published, and installs them in an empty folder beside `others`.
 * @param names  folders under packages/: one, or one with those of this repository that it depends on
 */
export function installPacked(folder, names, others = []) {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  for (const name of [names].flat()) {
    const source = join(root, "packages", name);
    run("npm", ["run", "build"], source);
    run("npx", ["--yes", packageManager, "pack", "--pack-destination", folder], source);
  }
  const tarballs = readdirSync(folder).filter((file) => file.endsWith(".tgz"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "somebody-else", private: true }));
  const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
  run("npm", ["install", ...quiet, ...tarballs.map((file) => `./${file}`), ...others], folder);
  console.log(`installed ${[...tarballs, ...others].join(" beside ")}`);
}

/** Two copies of tfjs-core break `tf.layers`. @throws Error unless one is installed in the folder */
export function expectOneCore(folder) {
  const found = run("find", ["node_modules", "-type", "d", "-path", "*@tensorflow/tfjs-core"], folder);
  const copies = found.trim().split("\n");
  if (copies.length !== 1) throw new Error(`${copies.length} copies of tfjs-core were installed: ${copies.join(", ")}`);
}
