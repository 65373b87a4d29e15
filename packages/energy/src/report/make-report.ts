import { InvalidReportError } from "../errors.js";
import { joules } from "../joules.js";
import { horowitz45nm } from "../technology/horowitz-45nm.js";
import type { Technology } from "../technology/technology.js";
import {
  type EnergyReport,
  energyReportSchema,
  type ReportBreakEven,
  type ReportEstimate,
  type ReportLayer,
} from "./energy-report.js";

/** Cost of one call, or of several of one layer: what `measure`, `countOperations` and `countCalls` list. */
export interface CallCost {
  readonly scope: string;
  /** kernel that multiplied, if it is known */
  readonly kernel?: string;
  /** 1 if not given */
  readonly calls?: number;
  readonly macs: number;
  readonly spikingMacs?: number;
  /** null: not measured */
  readonly accumulates?: number | null;
}

/** What a report is made of. */
export interface ReportInput {
  readonly perLayer: readonly CallCost[];
  /** weights, if they were counted */
  readonly parameters?: number;
  readonly spikeRate?: number | null;
}

/** Options of {@link energyReport}. */
export interface ReportOptions {
  readonly model: string;
  /** weights, if the cost does not say */
  readonly parameters?: number;
  readonly technology?: Technology;
  /** by how many views of a video the input is multiplied: 1 if it is of all views, or of no video */
  readonly views?: number;
  /** false: `perLayer` is from shapes alone, so how often neurons fire is not known */
  readonly spikesMeasured?: boolean;
  /** other ways to count, of the same views */
  readonly estimates?: readonly ReportEstimate[];
  /** what `breakEvenSpikeRate` found, by one model or several */
  readonly breakEven?: readonly ReportBreakEven[];
}

/**
 * A report of what `measure` found: calls of the same layer summed, views multiplied, joules by technology.
 *
 * @param cost  a `Measurement`, an `OperationCount`, or any list of calls with their operations
 * @throws InvalidReportError if a number is negative, or no number; MissingCostError if the technology has no multiplier
 * @example console.log(reportText(energyReport(measure(model, x), { model: "mine" })));
 */
export function energyReport(cost: ReportInput, options: ReportOptions): EnergyReport {
  const technology = options.technology ?? horowitz45nm;
  const views = options.views ?? 1;
  if (!(Number.isInteger(views) && views > 0)) throw new InvalidReportError("views", `${views}, not 1 or more`);
  const measured = options.spikesMeasured ?? true;
  const layers = mergeCalls(cost.perLayer, views, measured).map((layer) => ({
    ...layer,
    joules: joules({ macs: layer.macs, accumulates: layer.accumulates ?? 0 }, technology),
  }));
  const total = (of: (layer: ReportLayer) => number) => layers.reduce((sum, layer) => sum + of(layer), 0);
  const unknown = layers.some(({ accumulates }) => accumulates === null);
  const macs = total((layer) => layer.macs);
  const accumulates = unknown ? null : total((layer) => layer.accumulates ?? 0);
  return checked({
    format: "cvar-energy-report",
    version: 1,
    model: options.model,
    views,
    parameters: options.parameters ?? cost.parameters ?? null,
    technology: {
      name: technology.name,
      joulesPerMac: technology.joulesPerMac,
      joulesPerAccumulate: technology.joulesPerAccumulate,
      source: technology.source,
    },
    macs,
    spikingMacs: total((layer) => layer.spikingMacs),
    accumulates,
    spikeRate: measured ? (cost.spikeRate ?? null) : null,
    joules: joules({ macs, accumulates: accumulates ?? 0 }, technology),
    layers,
    estimates: [...(options.estimates ?? [])],
    breakEven: options.breakEven?.map(({ model, spikeRate, sentence }) => ({ model, spikeRate, sentence })),
  });
}

type Counted = Omit<ReportLayer, "joules">;

function mergeCalls(calls: readonly CallCost[], views: number, measured: boolean): Counted[] {
  const layers = new Map<string, Counted>();
  for (const { scope, kernel = "", calls: times = 1, macs, spikingMacs = 0, accumulates = 0 } of calls) {
    for (const [field, count] of Object.entries({ macs, spikingMacs, accumulates: accumulates ?? 0 })) {
      if (!(count >= 0 && count < Number.POSITIVE_INFINITY)) {
        throw new InvalidReportError(field, `${count} of layer "${scope}" is no count`);
      }
    }
    if (macs === 0 && spikingMacs === 0) continue; // layers that multiply nothing
    const known = measured || spikingMacs === 0;
    const before = layers.get(scope);
    const kernels = before?.kernel.split(", ") ?? [];
    layers.set(scope, {
      layer: scope,
      kernel: kernels.includes(kernel) ? before!.kernel : [...kernels, kernel].filter(Boolean).join(", "),
      calls: (before?.calls ?? 0) + views * times,
      macs: (before?.macs ?? 0) + views * macs,
      spikingMacs: (before?.spikingMacs ?? 0) + views * spikingMacs,
      accumulates:
        !known || accumulates === null || before?.accumulates === null
          ? null
          : (before?.accumulates ?? 0) + views * accumulates,
    });
  }
  return [...layers.values()];
}

/**
 * Reads a report that was written as JSON.
 *
 * @throws InvalidReportError that says which field is wrong
 */
export function parseReport(json: string): EnergyReport {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new InvalidReportError("", `no JSON: ${(cause as Error).message}`);
  }
  return checked(value);
}

/** A report as indented JSON, for {@link parseReport}. */
export function reportJson(report: EnergyReport): string {
  return `${JSON.stringify(checked(report), null, 2)}\n`;
}

function checked(value: unknown): EnergyReport {
  const result = energyReportSchema.safeParse(value);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw new InvalidReportError(path.join("."), message);
}
