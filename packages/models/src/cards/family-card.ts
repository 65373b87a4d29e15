import type { Printed } from "./printed.js";

/** A publication, as far as its text says it; null for what it does not say. */
export interface Publication {
  readonly title: string;
  readonly authors: readonly string[];
  readonly venue: string | null;
  readonly year: number | null;
  readonly arxiv: string | null;
}

/**
 * One thing that is fixed here about a family, and who fixed it: the paper's text, arithmetic from its printed numbers, or
 * we, where it is silent.
 */
export interface Fact {
  readonly origin: "paper" | "solved" | "choice";
  readonly about: string;
  readonly text: string;
}

/** What is printed of one network; every field that is absent is not printed there. */
export interface PrintedRow {
  /** registered name of the network */
  readonly model: string;
  /** what differs from the named setting in the row */
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** publication, table and row */
  readonly where: string;
  readonly parameters?: Printed;
  /** multiply-accumulates of one call of the network (a triplet, a picture) with batch 1 */
  readonly macsPerClip?: Printed;
  /** the same of a whole video, all views */
  readonly macsPerVideo?: Printed;
  /** energy of a whole video, all views */
  readonly joulesPerVideo?: Printed;
  /** clips × crops */
  readonly views?: string;
  /** top-1 in % by data set */
  readonly accuracy?: Readonly<Record<string, number>>;
  /** why a computed number differs from a printed one, where it does */
  readonly note?: string;
}

/** What is known of a family besides its networks. */
export interface FamilyCard {
  readonly publication: Publication;
  readonly facts: readonly Fact[];
  readonly printed: readonly PrintedRow[];
}
