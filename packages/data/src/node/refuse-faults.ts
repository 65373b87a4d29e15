import type { Faults } from "../dataset-report.js";
import { DatasetFormatError } from "../errors.js";

/** @throws DatasetFormatError with the first fault, where there is one */
export function refuseFaults(faults: Faults): void {
  const first = faults.first[0];
  if (first !== undefined) throw new DatasetFormatError(first.list, first.line, first.column, first.problem, faults);
}
