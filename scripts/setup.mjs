/**
 * Sets up a clone: dependencies with the pinned pnpm, then a build. Does nothing when both are up to date.
 * Needs only Node and its npm; everything else comes from the npm registry.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19))
  fail(`Node ${process.versions.node} is too old: install Node 20.19 or later`);

const stamps = join(root, "node_modules", ".cvar-setup.json");
const before = existsSync(stamps) ? JSON.parse(readFileSync(stamps, "utf8")) : {};
const now = { install: digest(manifests()), build: null };

if (before.install !== now.install) {
  say("installing dependencies");
  pnpm(["install", "--frozen-lockfile"]);
}
now.build = digest(sources());
if (before.install !== now.install || before.build !== now.build || !built()) {
  say("building");
  // turbo looks for pnpm on the PATH, so it is started from inside npx.
  run("npx", ["--yes", "-p", packageManager, "turbo", "run", "build", "--output-logs=errors-only"]);
}
writeFileSync(stamps, JSON.stringify(now));

function manifests() {
  return [
    join(root, "pnpm-lock.yaml"),
    join(root, "pnpm-workspace.yaml"),
    ...workspaces().map((d) => join(d, "package.json")),
  ];
}

function workspaces() {
  const inside = ["packages", "apps"].flatMap((d) => readdirSync(join(root, d)).map((n) => join(root, d, n)));
  return [root, ...inside.filter((d) => existsSync(join(d, "package.json")))];
}

function sources() {
  const folders = workspaces()
    .slice(1)
    .flatMap((d) => ["src", "assembly"].map((s) => join(d, s)));
  return [
    ...manifests(),
    join(root, "tsconfig.base.json"),
    join(root, "turbo.json"),
    join(root, "scripts", "build-wasm.mjs"),
    ...folders.filter(existsSync).flatMap(files),
  ];
}

function files(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => !path.includes(".generated.") && statSync(path).isFile());
}

function built() {
  return workspaces()
    .slice(1)
    .every((d) => existsSync(join(d, "dist", "index.js")));
}

function digest(paths) {
  const hash = createHash("sha256");
  for (const path of paths.sort()) hash.update(path.slice(root.length)).update("\0").update(readFileSync(path));
  return hash.digest("hex");
}

function pnpm(args) {
  run("npx", ["--yes", packageManager, ...args]);
}

function run(command, args) {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" },
  });
  if (status !== 0) fail(`"${command} ${args.join(" ")}" failed: see the lines above`);
}

function say(text) {
  console.log(`cvar setup: ${text} …`);
}

function fail(text) {
  console.error(`cvar setup: ${text}`);
  process.exit(1);
}
