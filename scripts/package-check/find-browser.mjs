import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const NAMES = ["chromium", "google-chrome", "chromium-browser", "google-chrome-stable"];

/** Absolute path of the Chromium to test with (`$CVAR_CHROMIUM`, or the first on the PATH), or null: nothing is downloaded. */
export function findBrowser() {
  const wanted = process.env.CVAR_CHROMIUM;
  if (wanted) {
    if (!existsSync(wanted)) throw new Error(`CVAR_CHROMIUM is ${wanted}, and there is no such file`);
    return resolve(wanted);
  }
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(runnable) ?? null;
}

/** The same; where there is none it says what is skipped, or throws where CVAR_NO_SKIP accepts no gap (see test-resources.ts). */
export function findBrowserOrSay(what) {
  const browser = findBrowser();
  if (browser) return browser;
  const reason = `no chromium or google-chrome on the PATH (or at $CVAR_CHROMIUM): ${what}`;
  if (process.env.CVAR_NO_SKIP && existsSync(join(root, "..", "shared")))
    throw new Error(`CVAR_NO_SKIP is set, but ${reason}`);
  console.log(`skipped: ${reason}`);
  return null;
}

function runnable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
