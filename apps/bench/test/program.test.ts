import { expect, test } from "vitest";
import { EXIT, memoryTerminal, run } from "../src/index.js";

async function cvarBench(...argv: string[]) {
  const terminal = memoryTerminal();
  return { code: await run(argv, terminal), stdout: terminal.stdout(), stderr: terminal.stderr() };
}

test.each([
  [["--rounds", "0"], "--rounds"],
  [["--rounds", "many"], "--rounds"],
  [["--warmup", "-1"], "--warmup"],
  [["--frames", "1.5"], "--frames"],
  [["--wrong"], "--wrong"],
  [["no-such-suite"], "bitstream"],
])("%j is bad usage: exit 2, one line that names it", async (argv, named) => {
  const { code, stdout, stderr } = await cvarBench(...argv);
  expect(code).toBe(EXIT.usage);
  expect(stdout).toBe("");
  expect(stderr).toContain(named);
  expect(stderr).not.toContain("    at ");
});

test("help names every suite and exits 0", async () => {
  const { code, stdout } = await cvarBench("--help");
  expect(code).toBe(EXIT.good);
  expect(stdout).toContain("bitstream");
});

test("a clip that is not there fails with exit 1 and its path", async () => {
  const { code, stderr } = await cvarBench("bitstream", "--quick", "--clip", "/nowhere/clip.avi");
  expect(code).toBe(EXIT.failed);
  expect(stderr).toContain("/nowhere/clip.avi: no such file");
});
