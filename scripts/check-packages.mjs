/**
 * Packs every publishable package and checks the tarball as npm users get it: publint (strict), are-the-types-wrong
 * (ESM only), no tests inside, README and licence there.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const folder = mkdtempSync(join(tmpdir(), "cvar-pack-"));
let bad = 0;

for (const directory of ["packages", "apps"].flatMap((d) => readdirSync(join(root, d)).map((n) => join(root, d, n)))) {
  if (!existsSync(join(directory, "package.json"))) continue;
  const { name } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
  const problems = check(directory);
  console.log(problems.length === 0 ? `ok      ${name}` : `BAD     ${name}\n        ${problems.join("\n        ")}`);
  bad += problems.length;
}
rmSync(folder, { recursive: true, force: true });
process.exit(bad === 0 ? 0 : 1);

/** @returns what is wrong with the package in `directory`, in sentences */
function check(directory) {
  const packed = run("npx", ["--yes", packageManager, "pack", "--json", "--pack-destination", folder], directory);
  if (packed.status !== 0) return [`pnpm pack failed: ${packed.output}`];
  const { filename, files } = JSON.parse(packed.stdout.slice(packed.stdout.indexOf("{")));
  const names = files.map((file) => file.path);
  const problems = names.filter((file) => /\.test\.|\/test\//.test(file)).map((file) => `${file}: a test is packed`);
  for (const needed of ["README.md", "LICENSE"]) if (!names.includes(needed)) problems.push(`${needed} is not packed`);
  const tool = (name) => join(root, "node_modules", ".bin", name);
  const lint = run(tool("publint"), ["run", filename, "--strict"], directory);
  if (lint.status !== 0) problems.push(`publint: ${lint.output}`);
  const types = run(tool("attw"), [filename, "--profile", "esm-only", "--no-color", "--format", "ascii"], directory);
  if (types.status !== 0) problems.push(`attw: ${types.output}`);
  return problems;
}

function run(command, args, cwd) {
  const result = spawnSync(command, args, { cwd, encoding: "utf8" });
  return { status: result.status, stdout: result.stdout, output: (result.stdout + result.stderr).trim() };
}
