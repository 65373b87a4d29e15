/**
 * Draws the pictures of docs/guides/surrogates: one of each surrogate of @cvar/snn. Run after a build.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const { registerSpikingJellySurrogates, surrogate, surrogateNames } = await import(
  join(root, "packages/snn/dist/index.js")
);
const { surrogatePicture } = await import(join(root, "packages/snn/dist/pictures/index.js"));

registerSpikingJellySurrogates();
const folder = join(root, "docs/guides/surrogates");
mkdirSync(folder, { recursive: true });
/** Several parameters where one alone does not show what it does. */
const variants = {
  arctan: [{ gamma: 100 }, { gamma: 10 }],
  atan: [{ alpha: 2 }, { alpha: 5 }],
  sigmoid: [{ slope: 25 }, { slope: 4 }],
  fastSigmoid: [{ slope: 25 }, { slope: 5 }],
  superSpike: [{ beta: 100 }, { beta: 10 }],
  triangular: [{ alpha: 1 }, { alpha: 1, height: 0.3 }],
  gaussian: [{ alpha: 2 }, { alpha: 1 }],
};
const size = { width: 520, height: 240 };
for (const name of surrogateNames()) {
  const shown = (variants[name] ?? [{}]).map((parameters) => surrogate({ name, ...parameters }));
  if (shown[0].name !== name) continue; // an alias has its original's picture
  const title = shown.length === 1 ? name : "";
  writeFileSync(join(folder, `${name}.svg`), `${surrogatePicture(shown, { ...size, title })}\n`);
}
