import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, vi } from "vitest";
import { programOf, programsIn } from "../../../scripts/readme-programs.js";
import { repository } from "../../../scripts/test-resources.js";
import { registerSpikingJellySurrogates, surrogate, surrogateNames } from "../src/index.js";

// Programs of their own, on machines that may be busy.
vi.setConfig({ testTimeout: 240_000 });

const folder = fileURLToPath(new URL("..", import.meta.url));
const guide = (name: string) => join(repository, "docs/guides", name, "README.md");
const number = (output: string, label: string) => Number(new RegExp(`${label}: ([\\d.]+)`).exec(output)?.[1]);

it("trains the tutorial's classifier as the guide says", () => {
  const output = programOf(guide("spiking-classifier"), folder).run();
  expect(number(output, "test accuracy")).toBeGreaterThan(0.9);
  expect(number(output, "from counts alone")).toBeLessThan(0.25);
  expect(number(output, "largest difference after loading")).toBe(0);
  expect(number(output, "spikes per neuron and step")).toBeGreaterThan(0.02);
});

it("trains the video guide's ConvLIF network as the guide says", () => {
  const output = programOf(guide("convlif-video"), folder).run();
  expect(number(output, "test accuracy")).toBeGreaterThan(0.85);
  expect(/at each step: (.*)/.exec(output)![1]!.split(" ")).toHaveLength(8);
});

it("reads, runs, exports and refuses NIR graphs as the guide says", () => {
  const output = programOf(guide("nir"), folder).run();
  expect(output).toContain("nodes: affine hidden input output format: 1.0.8");
  expect(output).toContain("affine: dense layer of 4 units");
  expect(number(output, "spikes")).toBeGreaterThan(10);
  expect(number(output, "spikes with inhibition")).toBeLessThan(number(output, "spikes"));
  expect(output).toContain("hidden: what comes from inhibit is that of the step before");
  expect(number(output, "largest difference")).toBeLessThan(1e-5);
  expect(output).toMatch(/LIF paper: a spike subtracts the threshold.*approximate: true/);
});

it("converts the guide's ReLU network", () => {
  const output = programOf(guide("relu-to-spikes"), folder).run();
  const analog = number(output, "analog");
  expect(analog).toBeGreaterThan(0.85);
  expect(number(output, "64 steps")).toBeGreaterThan(analog - 0.03);
  expect(number(output, "8 steps")).toBeGreaterThan(analog - 0.15);
});

it("runs what those who come from other libraries are shown", () => {
  const [snnTorch, spikingJelly, norse] = programsIn(guide("coming-to-cvar-snn"), folder).map((program) =>
    program.run(),
  );
  const losses = [...snnTorch!.matchAll(/loss ([\d.]+)/g)].map(([, loss]) => Number(loss));
  expect(losses).toHaveLength(3);
  expect(losses[2]).toBeLessThan(losses[0]!);
  expect(spikingJelly).toContain("2 spiking layers");
  expect(norse).toMatch(/spikes \d+ potential/);
});

it("has a plot and a line for every surrogate", () => {
  registerSpikingJellySurrogates();
  const page = readFileSync(guide("surrogates"), "utf8");
  for (const name of surrogateNames()) {
    const own = surrogate(name).name;
    expect(page).toContain(`\`${name}\``);
    expect(page).toContain(`(${own}.svg)`);
    expect(existsSync(join(guide("surrogates"), "..", `${own}.svg`))).toBe(true);
  }
  const [names, custom] = programsIn(guide("surrogates"), folder).map((program) => program.run());
  expect(names).toContain("arctan atan sigmoid");
  expect(custom).toContain("Tensor");
});
