import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./commands.mjs";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Packs a package of this repository as it would be published, and installs it in an empty folder beside `others`. */
export function installPacked(folder, name, others = []) {
  const source = join(root, "packages", name);
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  run("npm", ["run", "build"], source);
  run("npx", ["--yes", packageManager, "pack", "--pack-destination", folder], source);
  const tarball = readdirSync(folder).find((file) => file.endsWith(".tgz"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "somebody-else", private: true }));
  const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
  run("npm", ["install", ...quiet, `./${tarball}`, ...others], folder);
  console.log(`installed ${[tarball, ...others].join(" beside ")}`);
}
