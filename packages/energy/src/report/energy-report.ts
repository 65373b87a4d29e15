import { z } from "zod";

const count = z.number().nonnegative();

const layer = z.strictObject({
  /** the layer's name, or its scopes joined by "/" */
  layer: z.string(),
  /** kernels that ran in it, joined by ", " */
  kernel: z.string(),
  /** how often it multiplied: once for each view and time step */
  calls: count,
  macs: count,
  /** dense multiply-accumulates in whose place spikes cause accumulates; not part of `macs` */
  spikingMacs: count,
  /** null: spikes were not measured */
  accumulates: count.nullable(),
  /** of arithmetic; without the accumulates where these were not measured */
  joules: count,
});

const estimate = z.strictObject({
  /** what the energy is counted by */
  model: z.string(),
  joules: count,
  parts: z.array(z.strictObject({ part: z.string(), joules: count })),
});

const breakEven = z.strictObject({
  /** what the energy is counted by */
  model: z.string(),
  /** spikes per neuron and time step at which spiking layers cost as much as dense ones; null where nothing spikes */
  spikeRate: z.number().nullable(),
  /** the same in words */
  sentence: z.string(),
});

/** What {@link parseReport} checks JSON against. */
export const energyReportSchema = z.strictObject({
  format: z.literal("cvar-energy-report"),
  version: z.literal(1),
  model: z.string(),
  /** views of one video that are summed */
  views: z.int().positive(),
  /** weights; null where nobody counted them */
  parameters: count.nullable(),
  technology: z.strictObject({
    name: z.string(),
    joulesPerMac: count.nullable(),
    joulesPerAccumulate: count,
    source: z.string(),
  }),
  macs: count,
  spikingMacs: count,
  accumulates: count.nullable(),
  /** spikes per neuron and time step, above 1 where spikes are added up; null: none was measured */
  spikeRate: count.nullable(),
  /** of arithmetic; without the accumulates where these were not measured */
  joules: count,
  /** in the order of the run */
  layers: z.array(layer),
  /** other ways to count the energy of the same run, memory traffic included */
  estimates: z.array(estimate),
  /** where spikes stop to pay, of networks that spike */
  breakEven: z.array(breakEven).optional(),
});

/** What a model costs, over all views of one video: plain JSON, written and read by every report here. */
export type EnergyReport = z.infer<typeof energyReportSchema>;

/** A layer of an {@link EnergyReport}. */
export type ReportLayer = EnergyReport["layers"][number];

/** An energy of an {@link EnergyReport} that another model than plain arithmetic gives. */
export type ReportEstimate = EnergyReport["estimates"][number];

/** Where the spiking layers of an {@link EnergyReport} would cost as much as dense ones. */
export type ReportBreakEven = NonNullable<EnergyReport["breakEven"]>[number];
