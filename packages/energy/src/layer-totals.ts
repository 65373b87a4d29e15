import type { LayerCost } from "./layer-cost.js";
import type { StepCount } from "./spikes/accumulates.js";

/** All calls of one layer: the same weights in the same scope. */
export interface LayerTotal {
  readonly scope: string;
  readonly kernel: string;
  readonly calls: number;
  readonly macs: number;
  readonly accumulates: number;
  readonly spikingMacs: number;
  readonly everySite: number;
  readonly effectiveMacs: number | null;
  /** Null where no call was driven by spikes. */
  readonly spikes: number | null;
  readonly sites: number | null;
  readonly spikeRate: number | null;
  /**
   * Spikes and accumulates at each time step, all samples together; null for a dense layer. A call whose input holds
   * several steps gives them all; of a layer that is called once per step, the n-th call is step n.
   */
  readonly perStep: readonly StepCount[] | null;
}

/** Adds up the calls of each layer, in the order in which the layers came first. */
export function totalsOf(costs: readonly LayerCost[]): LayerTotal[] {
  const calls = new Map<number, LayerCost[]>();
  for (const cost of costs) {
    const known = calls.get(cost.layer);
    if (known) known.push(cost);
    else calls.set(cost.layer, [cost]);
  }
  return [...calls.values()].map((all) => {
    const sum = (of: (cost: LayerCost) => number | null) => all.reduce((n, cost) => n + (of(cost) ?? 0), 0);
    const spiking = all.filter(({ spikes }) => spikes !== null);
    const [spikes, sites] = [sum((cost) => cost.spikes), sum((cost) => cost.sites)];
    const { scope, kernel } = all[0]!;
    return {
      scope,
      kernel,
      calls: all.length,
      macs: sum((cost) => cost.macs),
      accumulates: sum((cost) => cost.accumulates),
      spikingMacs: sum((cost) => cost.spikingMacs),
      everySite: sum((cost) => cost.everySite),
      effectiveMacs: all.some((cost) => cost.effectiveMacs === null) ? null : sum((cost) => cost.effectiveMacs),
      spikes: spiking.length > 0 ? spikes : null,
      sites: spiking.length > 0 ? sites : null,
      spikeRate: sites > 0 ? spikes / sites : null,
      perStep: spiking.length > 0 ? stepsOf(spiking) : null,
    };
  });
}

function stepsOf(calls: readonly LayerCost[]): StepCount[] {
  const several = calls.some(({ perStep }) => perStep!.length > 1);
  const steps: StepCount[] = [];
  calls.forEach(({ perStep }, call) => {
    perStep!.forEach(({ spikes, accumulates }, step) => {
      const at = several ? step : call;
      const before = steps[at] ?? { spikes: 0, accumulates: 0 };
      steps[at] = { spikes: before.spikes + spikes, accumulates: before.accumulates + accumulates };
    });
  });
  return steps;
}
