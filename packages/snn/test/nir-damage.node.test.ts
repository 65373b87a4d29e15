import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { NirFileError, readNir } from "../src/nir/index.js";

const files = ["nested", "snntorch"].map((name) =>
  readFileSync(fileURLToPath(new URL(`nir/${name}.nir`, import.meta.url))),
);

/** How many damaged files: each is read in a thread of its own. */
const BUDGET = process.env.CVAR_SLOW ? 400 : 24;

/** A file with some bytes changed, or cut off; the same for the same number. */
function damaged(number: number): Uint8Array {
  let state = number * 7919 + 1;
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let i = 0; i < 5; i++) random(2);
  const bytes = Uint8Array.from(files[number % files.length]!);
  if (number % 3 === 0) return bytes.subarray(0, random(bytes.length));
  const changes = number % 3 === 1 ? 1 + random(3) : 1 + random(40);
  for (let i = 0; i < changes; i++) bytes[random(bytes.length)] = random(256);
  return bytes;
}

it(`reads ${BUDGET} damaged files, or says what is wrong, and goes on`, { timeout: 300_000 }, async () => {
  const outcomes = { read: 0, refused: 0 };
  const numbers = Array.from({ length: BUDGET }, (_, i) => i);
  const next = async () => {
    for (let n = numbers.pop(); n !== undefined; n = numbers.pop()) {
      try {
        const { graph } = await readNir(damaged(n), { milliseconds: 20_000, maxBytes: 2 ** 24 });
        expect(graph.type).toBe("NIRGraph");
        outcomes.read++;
      } catch (error) {
        expect(error).toBeInstanceOf(NirFileError);
        outcomes.refused++;
      }
    }
  };
  await Promise.all([next(), next()]);
  expect(outcomes.read + outcomes.refused).toBe(BUDGET);
  expect(outcomes.refused).toBeGreaterThan(BUDGET / 4);
  for (const file of files) expect((await readNir(file)).graph.type).toBe("NIRGraph");
});
