import { FAULTS_KEPT, type Fault, type FaultKind, type Faults } from "../dataset-report.js";

/** Characters of a problem that are kept: it may quote a whole row. */
const LONGEST_PROBLEM = 300;

/** Collects faults: counts all, keeps the first {@link FAULTS_KEPT}. */
export class FaultLog implements Faults {
  readonly counts: Partial<Record<FaultKind, number>> = {};
  readonly first: Fault[] = [];
  total = 0;

  add(
    kind: FaultKind,
    where: { readonly list: string; readonly line?: number | null; readonly column?: string | null },
    problem: string,
  ): void {
    this.total++;
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    const { list, line = null, column = null } = where;
    if (this.first.length >= FAULTS_KEPT) return;
    const oneLine = problem.replace(/\s+/g, " ");
    const short = oneLine.length > LONGEST_PROBLEM ? `${oneLine.slice(0, LONGEST_PROBLEM - 1)}…` : oneLine;
    this.first.push({ kind, list, line, column, problem: short });
  }
}

/** Text of a list as a message quotes it: one line, at most 60 characters. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return `"${line.length > 60 ? `${line.slice(0, 59)}…` : line}"`;
}
