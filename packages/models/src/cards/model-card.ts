import type { AnyArchitecture, Views } from "../architecture/architecture.js";
import { ARCHITECTURES } from "../architecture/architectures.js";
import { MODELS, type ModelName, type ModelOverrides, modelInfo } from "../registry.js";
import type { Fact, PrintedRow, Publication } from "./family-card.js";
import { type Printed, printsAs } from "./printed.js";

/** Everything that is known of a network without building it, as plain JSON. */
export interface ModelCard {
  readonly name: string;
  readonly architecture: string;
  /** where the named setting comes from */
  readonly source: string;
  readonly publication: Publication;
  /** what the paper fixes, what was solved from its printed numbers, and what is our choice */
  readonly facts: readonly Fact[];
  /** what publications print of this network; `applies` where it is this very config that they print it of */
  readonly printed: readonly (PrintedRow & { readonly applies: boolean })[];
  /** the whole config */
  readonly config: object;
  /** trainable parameters, computed */
  readonly parameters: number;
  readonly views: Views;
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[]; readonly dtype: string }[];
}

/** Fields that change neither parameters nor operations. */
const UNSEEN = { seed: 0, dropout: 0 };

/**
 * The card of a registered network: publication, printed values with their table, what is the paper's and what is not.
 *
 * @param overrides  as for `createModel`
 * @throws UnknownModelError, InvalidConfigError
 * @example JSON.stringify(modelCard("stm-net-base"));
 */
export function modelCard<Name extends ModelName>(name: Name, overrides?: ModelOverrides<NoInfer<Name>>): ModelCard {
  const { architecture, source, config, parameters, views, inputs } = modelInfo(name, overrides);
  const { card, config: checked }: AnyArchitecture = ARCHITECTURES[architecture];
  const same = (a: object, b: object) => JSON.stringify({ ...a, ...UNSEEN }) === JSON.stringify({ ...b, ...UNSEEN });
  const rows = card.printed.filter((row) => row.model === name);
  const printed = rows.map((row) => ({ ...row, applies: same(config, checked(MODELS[name].config, row.overrides)) }));
  const { publication, facts } = card;
  return { name, architecture, source, publication, facts, printed, config, parameters, views, inputs };
}

/** A printed number beside the computed one. */
export interface Comparison {
  readonly quantity: "parameters" | "macsPerClip" | "macsPerVideo" | "joulesPerVideo";
  readonly where: string;
  readonly printed: Printed;
  readonly computed: number;
  /** computed / printed − 1 */
  readonly difference: number;
  /** may the computed number be printed so, rounded or cut off? */
  readonly agrees: boolean;
}

/** Computed quantities beside what a row prints; quantities that only one of them has are left out. */
export function compareWithPrinted(
  row: PrintedRow,
  computed: Readonly<Partial<Record<Comparison["quantity"], number>>>,
): Comparison[] {
  const quantities = ["parameters", "macsPerClip", "macsPerVideo", "joulesPerVideo"] as const;
  return quantities.flatMap((quantity) => {
    const [printed, value] = [row[quantity], computed[quantity]];
    if (printed === undefined || value === undefined) return [];
    const difference = value / printed.value - 1;
    return [{ quantity, where: row.where, printed, computed: value, difference, agrees: printsAs(value, printed) }];
  });
}
