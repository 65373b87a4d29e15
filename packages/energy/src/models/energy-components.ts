/** Where energy goes, in joules. */
export interface EnergyComponents {
  /** Multiply-accumulates of dense layers. */
  readonly macs: number;
  /** Additions that spikes cause. */
  readonly accumulates: number;
  /** Biases that calls add themselves; of the memory model alone. */
  readonly biases: number;
  /** The neurons' own arithmetic: leak, addition, comparison, reset. */
  readonly membrane: number;
  /** Reading what goes into layers. */
  readonly inputs: number;
  /** Reading weights and biases. */
  readonly weights: number;
  /** Reading and writing potentials. */
  readonly potentials: number;
  /** Writing what comes out of layers. */
  readonly outputs: number;
  /** Computing addresses. */
  readonly addressing: number;
}

/** No energy. */
export const NOTHING: EnergyComponents = {
  ...{ macs: 0, accumulates: 0, biases: 0, membrane: 0 },
  ...{ inputs: 0, weights: 0, potentials: 0, outputs: 0, addressing: 0 },
};

/** Component by component. */
export function sumComponents(parts: readonly EnergyComponents[]): EnergyComponents {
  const sum = (field: keyof EnergyComponents) => parts.reduce((joules, part) => joules + part[field], 0);
  return {
    macs: sum("macs"),
    accumulates: sum("accumulates"),
    biases: sum("biases"),
    membrane: sum("membrane"),
    inputs: sum("inputs"),
    weights: sum("weights"),
    potentials: sum("potentials"),
    outputs: sum("outputs"),
    addressing: sum("addressing"),
  };
}

/** All of them together, in joules. */
export function totalOf(components: EnergyComponents): number {
  return Object.values(components).reduce((a: number, b: number) => a + b, 0);
}
