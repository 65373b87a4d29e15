/** What operations cost in a silicon technology. */
export interface Technology {
  readonly name: string;
  /** Joules of one multiply-accumulate. */
  readonly joulesPerMac: number;
  /** Joules of one accumulate (an addition). */
  readonly joulesPerAccumulate: number;
  /** Where the figures come from. */
  readonly source: string;
}
