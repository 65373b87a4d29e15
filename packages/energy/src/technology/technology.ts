/** Energy of memory accesses. */
export interface MemoryCosts {
  /** Width of the access that the energies below are of, in bits. */
  readonly accessBits: number;
  /** Joules of one access by the memory's size, sizes ascending. */
  readonly sram: readonly { readonly bytes: number; readonly joules: number }[];
  /** Joules of one access to memory beside the chip, as the range that the source prints; null where it prints none. */
  readonly dram: { readonly least: number; readonly most: number } | null;
}

/** What operations cost in a silicon technology. Plain data: make your own, {@link checkTechnology} says what is wrong with it. */
export interface Technology {
  readonly name: string;
  /** Joules of one multiply-accumulate; null on hardware that has none (neuromorphic chips). */
  readonly joulesPerMac: number | null;
  /** Joules of one accumulate: an addition, or what a neuromorphic chip calls a synaptic operation. */
  readonly joulesPerAccumulate: number;
  /** Where the figures come from: paper, table or figure. */
  readonly source: string;
  /** Process node in nanometres. */
  readonly nanometres?: number;
  /** Supply voltage, where the source says it. */
  readonly volts?: number;
  /** Number format of the arithmetic, such as "fp32". */
  readonly precision?: string;
  /** Width of a number in bits, 32 by default: sizes of memories follow from it. */
  readonly bits?: number;
  /** Joules of one multiplication; by default `joulesPerMac − joulesPerAccumulate`. */
  readonly joulesPerMultiplication?: number;
  /** Joules of one update of a neuron's state, where the source prints it as one figure. */
  readonly joulesPerNeuronUpdate?: number;
  /** Joules of the whole-number arithmetic that addresses take; by default what the arithmetic above costs. */
  readonly addressing?: { readonly joulesPerAddition: number; readonly joulesPerMultiplication: number };
  /** Absent where the source has no memory, or has it in the figures above already. */
  readonly memory?: MemoryCosts;
}
