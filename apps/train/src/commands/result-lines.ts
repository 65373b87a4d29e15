import type { Result } from "../evaluation/result.js";
import { facts, si } from "../table.js";

/** A result as lines for a person. */
export function resultLines(r: Result): string {
  const percent = (share: number | null) => (share === null ? "–" : `${(100 * share).toFixed(1)} %`);
  return facts([
    ["model", `${r.model} on ${r.modalities.join(", ")}`],
    ["clips", `${r.testClips} of the split ${r.split}${r.skipped.length > 0 ? `, ${r.skipped.length} skipped` : ""}`],
    ["views", `${r.views}×${r.crops} per video (${r.view} × crops)`],
    [
      "top-1",
      r.top1 === null
        ? "– (the clips have no labels; --json prints the answers)"
        : `${percent(r.top1)} (chance ${percent(r.chance)}, always the largest class ${percent(r.majority)})`,
    ],
    ...(r.top5 === null ? [] : ([["top-5", percent(r.top5)]] as const)),
    ["parameters", si(r.params)],
    ["MACs", `${si(r.macsPerVideo)} per video`],
    [
      "spikes",
      r.spikeRate === null
        ? null
        : `${si(r.spikesPerVideo)} per video, rate ${percent(r.spikeRate)}, ${si(r.accumulatesPerVideo)} accumulates`,
    ],
    ["energy", `${si(r.energyJoules, "J")} per video (45 nm)`],
    ...(r.energy?.breakEven ?? []).map(({ model, spikeRate }) => breakEven(model, spikeRate)),
    ["speed", `${r.videosPerSecond.toFixed(2)} videos/s on ${r.backend}`],
    ...r.skipped.map(({ file, reason }) => ["skipped", `${file}: ${reason}`] as const),
    ...Object.entries(r.ablation ?? {}).map(([name, top1]) => ["ablation", `${name}: ${percent(top1)}`] as const),
  ]);
}

function breakEven(model: string, spikeRate: number | null): readonly [string, string] {
  const rate = spikeRate === null ? "–" : Number(spikeRate.toPrecision(3));
  return [
    "break-even",
    `${rate} spikes per neuron and step, by ${model === "memory" ? "arithmetic and memory" : model}`,
  ];
}
