import { expect, it } from "vitest";
import type { PictureDecoder } from "../../src/codec.js";
import { fixture, fixtures } from "./fixtures.js";
import { decodeDamaged, mutate, seeded } from "./mutations.js";

const ROUNDS = 50_000;

it(`${ROUNDS} damaged streams end in typed errors or pictures, in bounded memory`, async () => {
  const random = seeded(14_496);
  const decoders = new Map<string, PictureDecoder>();
  const streams = fixtures.map(fixture);
  let pictures = 0;
  let errors = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const output = (["pictures", "compressed", "motion"] as const)[random(3)]!;
    const residual = (["coded", "reconstructed", "none"] as const)[random(3)]!;
    const outcome = await decodeDamaged(
      mutate(streams[random(streams.length)]!, random),
      { output, residual },
      decoders,
    );
    pictures += outcome.pictures;
    errors += outcome.errors;
  }
  console.log(`${pictures} pictures, ${errors} errors, ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`);
  expect(pictures).toBeGreaterThan(ROUNDS);
  expect(errors).toBeGreaterThan(ROUNDS / 10);
  expect(process.memoryUsage().rss).toBeLessThan(2 ** 30);
});
