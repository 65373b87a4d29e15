import { expect, it } from "vitest";
import type { Video } from "../src/frame.js";
import { openVideo } from "../src/index.js";
import { memorySource } from "../src/source/memory.js";
import { openFrom } from "../src/video.js";
import { clips, damage, random, survive } from "./containers-fuzz.js";
import { fakeCodecs } from "./fake-codec.js";

const ROUNDS = Number(process.env.CVAR_FUZZ_ROUNDS ?? 2500);

type Open = (bytes: Uint8Array) => Promise<Video>;
const openers: [string, Open, number][] = [
  ["container alone", (bytes) => openFrom(memorySource(bytes), fakeCodecs), ROUNDS * 8],
  ["container and codec", openVideo, ROUNDS],
];
const cases = openers.flatMap(([what, open, rounds]) => clips.map((clip) => ({ ...clip, what, open, rounds })));

it.each(cases)("$name, $what, survives a long campaign of damage", async ({ name, what, bytes, open, rounds }) => {
  const next = random(name.length * 7919);
  const tally: Record<string, number> = {};
  const memory: number[] = [];
  let slowest = 0;
  for (let round = 0; round < rounds; round++) {
    const cut = next() < 0.3 ? bytes.slice(0, Math.floor(next() * bytes.length)) : bytes;
    // Half the damage goes to the first and last KiB: there the containers keep their tables.
    const bad = next() < 0.5 ? damageEdges(cut, next) : damage(cut, 1 + Math.floor(next() * 30), next);
    const { frames, error, milliseconds } = await survive(() => open(bad), round % 2 ? "stop" : "skip");
    const key = error ?? (frames >= 14 ? "complete" : "fewer frames");
    tally[key] = (tally[key] ?? 0) + 1;
    slowest = Math.max(slowest, milliseconds);
    if (round % Math.ceil(rounds / 6) === 0) memory.push(process.memoryUsage().rss);
  }
  console.log(
    `${name}, ${what}: ${rounds} rounds`,
    tally,
    `slowest ${slowest.toFixed(0)} ms, memory ${memory.map((bytes) => bytes >> 20).join(" ")} MiB`,
  );
  expect(slowest).toBeLessThan(10_000);
  expect(memory.at(-1)! - memory[0]!).toBeLessThan(400 * 2 ** 20);
});

function damageEdges(bytes: Uint8Array, next: () => number): Uint8Array {
  const copy = bytes.slice();
  const edge = Math.min(1024, copy.length);
  const at = next() < 0.5 ? 0 : copy.length - edge;
  copy.set(damage(copy.subarray(at, at + edge), 1 + Math.floor(next() * 6), next), at);
  return copy;
}
