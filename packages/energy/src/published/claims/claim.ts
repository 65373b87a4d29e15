import { type Figure, isPrintedAs } from "../figure.js";
import type { PaperId } from "../papers.js";

/** One way to compute a stated number from printed tables. */
export interface Reading {
  /** what is compared with what, rows by name */
  readonly what: string;
  /** the calculation with its numbers: "13.771 / 0.734" */
  readonly arithmetic: string;
  readonly value: number;
  /** Is this what the sentence's words say? Else it is another thing that the number may have been. */
  readonly literal: boolean;
}

/** A row of a table that a sentence about all rows does not fit. */
export interface Exception {
  readonly row: string;
  readonly arithmetic: string;
}

/** What the tables give for a sentence. */
export interface Evidence {
  readonly readings: readonly Reading[];
  readonly exceptions: readonly Exception[];
}

/** A sentence of a paper that its tables can be asked about. */
export interface Claim {
  readonly id: string;
  readonly paper: PaperId;
  /** section or caption */
  readonly place: string;
  /** the words, as printed */
  readonly quote: string;
  /** what is asked of the tables */
  readonly asked: string;
  /** the number in the sentence; null where it states an order and no number */
  readonly stated: Figure | null;
  /** of the stated number: "%", "×", "J" */
  readonly unit: string;
  /** asks the tables */
  readonly evidence: () => Evidence;
}

/**
 * - `holds`: a reading that the words allow gives the number, and no row is an exception;
 * - `holds with exceptions`: such a reading gives the number, but other rows that the sentence names do not fit it;
 * - `in another reading`: only a reading that the words do not say gives it;
 * - `contradicted`: no reading gives it, or rows of the table are exceptions to an order.
 */
export type Verdict = "holds" | "holds with exceptions" | "in another reading" | "contradicted";

/** A claim with what the tables say. */
export interface CheckedClaim extends Omit<Claim, "evidence"> {
  readonly readings: readonly (Reading & { readonly fits: boolean })[];
  readonly exceptions: readonly Exception[];
  readonly verdict: Verdict;
}

/** Asks the tables about a sentence; the verdict follows from the numbers alone. */
export function checkClaim({ evidence, ...claim }: Claim): CheckedClaim {
  const { readings, exceptions } = evidence();
  const stated = claim.stated;
  const judged = readings.map((reading) => ({
    ...reading,
    fits: stated !== null && isPrintedAs(reading.value, stated),
  }));
  return { ...claim, readings: judged, exceptions, verdict: verdictOf(stated, judged, exceptions) };
}

function verdictOf(
  stated: Figure | null,
  readings: readonly (Reading & { readonly fits: boolean })[],
  exceptions: readonly Exception[],
): Verdict {
  const literally = readings.some(({ literal, fits }) => literal && fits);
  if (exceptions.length > 0) return literally ? "holds with exceptions" : "contradicted";
  if (stated === null || literally) return "holds";
  return readings.some(({ fits }) => fits) ? "in another reading" : "contradicted";
}
