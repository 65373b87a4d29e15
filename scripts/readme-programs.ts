import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A program in a package's README: its text, and a way to run it as a user of the built package would. */
export interface ReadmeProgram {
  readonly text: string;
  /**
   * Runs it in a process of its own inside the package, whose name then resolves to its own built exports.
   * @param replace  texts of the program and what stands in their place: `{ '"clip.avi"': JSON.stringify(path) }`
   * @returns what it printed
   */
  run(replace?: Readonly<Record<string, string>>): string;
}

/**
 * The programs in a package's README, in order: fenced blocks of JavaScript, or of TypeScript without types.
 * @param test  `import.meta.url` of a test in the package's `test` folder
 */
export function readmePrograms(test: string): readonly ReadmeProgram[] {
  const folder = fileURLToPath(new URL("..", test));
  return programsIn(join(folder, "README.md"), folder);
}

/** The programs in another page, run inside the package in `folder`. */
export function programsIn(page: string, folder: string): readonly ReadmeProgram[] {
  return [...readFileSync(page, "utf8").matchAll(/^```(?:js|ts)\n([\s\S]*?)^```$/gm)].map(([, text]) => ({
    text: text!,
    run: (replace = {}) => runIn(folder, text!, replace),
  }));
}

/** The blocks of a page as one program, imports and all: a tutorial that is told in pieces. */
export function programOf(page: string, folder: string): ReadmeProgram {
  const text = programsIn(page, folder)
    .map((block) => block.text)
    .join("\n");
  return { text, run: (replace = {}) => runIn(folder, text, replace) };
}

function runIn(folder: string, text: string, replace: Readonly<Record<string, string>>): string {
  if (!existsSync(join(folder, "dist", "index.js"))) throw new Error(`${folder} is not built: node scripts/setup.mjs`);
  const place = mkdtempSync(join(folder, "test", "readme-"));
  try {
    const path = join(place, "program.mjs");
    const program = Object.entries(replace).reduce((whole, [from, to]) => {
      if (!whole.includes(from)) throw new Error(`the README's program has no ${from}`);
      return whole.replaceAll(from, () => to);
    }, text);
    writeFileSync(path, program);
    return execFileSync(process.execPath, [path], {
      cwd: place,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
  } finally {
    rmSync(place, { recursive: true });
  }
}
