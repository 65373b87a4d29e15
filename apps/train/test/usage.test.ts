import { describe, expect, it } from "vitest";
import { clip, cvar } from "./cvar.js";

describe("exit code 2 and one line for bad usage", () => {
  it.each([
    ["nonsense", /unknown command 'nonsense'/],
    ["inspect", /missing required argument 'file'/],
    ["inspect a.avi --nonsense", /unknown option '--nonsense'/],
    ["inspect a.avi b.avi", /too many arguments/],
    ["view a.avi", /required option '--out/],
    ["view a.avi --out x --gop first", /option --gop "first"/],
    ["motion a.avi --accumulated other --frame 1 --safetensors x", /option --accumulated "other"/],
    ["motion a.avi --accumulated paper", /--frame N and --safetensors OUT/],
    ["motion a.avi --safetensors x", /needs --accumulated/],
    ["train --out x", /option --data/],
    ["train --out x --data y --epochs 0", /option --epochs "0"/],
    ["train --out x --data y --modalities sound", /option --modalities/],
    ["train --out x --data y --recipe nice", /option --recipe "nice"/],
    ["train --out /nonexistent/run --resume", /no run in/],
    ["prepare --data x", /required option '--out/],
    ["prepare --data . --out x --size 341x256", /both numbers must be even|no dataset/],
    ["evaluate --data x", /required option '--model/],
    ["predict a.avi", /required option '--model/],
    ["models nonsense", /there is no model "nonsense"; there are: stm-net/],
  ])("cvar %s", async (line, message) => {
    const { code, stdout, stderr } = await cvar(line);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^cvar: /);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it("says what there is when nothing is asked", async () => {
    const { code, stderr } = await cvar([]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/Usage: cvar/);
  });
});

describe("exit code 1 and one line for what fails", () => {
  it.each([
    ["inspect /nonexistent.avi", /^cvar: .*\/nonexistent\.avi/],
    ["train --data /nonexistent --out /tmp/none", /^cvar: no dataset at "\/nonexistent"; give/],
    ["evaluate --model /nonexistent", /^cvar: "\/nonexistent" is no run folder/],
    [`predict ${clip} --model /nonexistent`, /^cvar: "\/nonexistent" is no run folder/],
  ])("cvar %s", async (line, message) => {
    const { code, stderr } = await cvar(line);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(code).toBe(1);
  });

  it("shows the stack with --debug alone", async () => {
    const { code, stderr } = await cvar("inspect /nonexistent.avi --debug");
    expect(code).toBe(1);
    expect(stderr).toMatch(/\n\s+at /);
  });
});

describe("help", () => {
  it("lists every command", async () => {
    const { code, stdout } = await cvar("--help");
    expect(code).toBe(0);
    for (const name of [
      "inspect",
      "frames",
      "motion",
      "view",
      "prepare",
      "train",
      "evaluate",
      "predict",
      "models",
      "energy",
      "doctor",
    ]) {
      expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
    }
  });

  it("prints the version", async () => {
    expect(await cvar("--version")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});
