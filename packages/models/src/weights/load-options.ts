import { InvalidOptionError } from "../errors.js";

/** How a checkpoint is taken. */
export interface LoadOptions {
  /** true (default): nothing is set unless everything fits; false: set what fits, and report the rest */
  readonly strict?: boolean;
  /** whose names the file uses (a key of the architecture's `torchNames`, or "tfjs"); by default the one that fits most */
  readonly dialect?: string;
  /** what the names begin with before the network's own names; by default the usual wrappers are found and taken off */
  readonly prefix?: string;
  /** load another family's network into this part of the model ("image", …); its classifier is left out */
  readonly into?: string;
  /**
   * Let a first convolution take a checkpoint with another number of input channels: the mean over the file's channels for
   * every channel here (Wang et al., Temporal Segment Networks, cross-modality pre-training), times file channels / channels
   * here, so that an input that is equal in all channels gives the response that it gave. False by default.
   */
  readonly inflate?: boolean;
  /** resample position encodings of another grid; by default they do not fit */
  readonly interpolate?: "bilinear" | "bicubic";
  /** "new" leaves the classifier as it was initialised, whatever the file has; "file" (default) loads it */
  readonly head?: "file" | "new";
}

/** Values of the options that have few; null: any text. */
const VALUES: Readonly<Record<keyof LoadOptions, readonly unknown[] | null>> = {
  strict: [true, false],
  dialect: null,
  prefix: null,
  into: null,
  inflate: [true, false],
  interpolate: ["bilinear", "bicubic"],
  head: ["file", "new"],
};

/** @throws InvalidOptionError for options that there are not, and values that they cannot have */
export function checkLoadOptions(options: LoadOptions): void {
  for (const [option, value] of Object.entries(options)) {
    if (!Object.hasOwn(VALUES, option)) {
      throw new InvalidOptionError(option, value, `the options ${Object.keys(VALUES).join(", ")}`);
    }
    const values = VALUES[option as keyof LoadOptions];
    const fits = values === null ? typeof value === "string" : values.includes(value);
    if (value !== undefined && !fits) throw new InvalidOptionError(option, value, values?.join(", ") ?? "text");
  }
}

/** What became of each tensor of a file and each weight of a model. */
export interface LoadReport {
  /** whose names were found */
  readonly dialect: string;
  /** what was taken off the names, "" for nothing */
  readonly prefix: string;
  /** names (in the dialect, as all that follow) of the weights that were set */
  readonly loaded: readonly string[];
  /** those among them that were adapted to this model's input channels */
  readonly inflated: readonly string[];
  /** those among them that were resampled to this model's grid */
  readonly interpolated: readonly string[];
  /** weights of the model that the file lacks */
  readonly missing: readonly string[];
  /** tensors of the file that the model has no place for, by their names in the file */
  readonly unexpected: readonly string[];
  /** in both, but of another shape or of a type that is no floating-point number */
  readonly mismatched: readonly MismatchedTensor[];
  /** weights left as they were because the options say so (a new classifier) */
  readonly kept: readonly string[];
  /** tensors of the file that no network here uses: batch norm's counters, the classifier when it is to be new */
  readonly ignored: readonly string[];
}

/** A tensor that has its place in the model but does not fit it; shapes are PyTorch's. */
export interface MismatchedTensor {
  readonly name: string;
  readonly expected: readonly number[];
  readonly actual: readonly number[];
  readonly dtype: string;
  /** the option that would make it fit, null if there is none */
  readonly remedy: string | null;
}

/** A report as lines that people read: how much was set, under whose names, and what was not. */
export function describeLoad(report: LoadReport): string {
  const { loaded, missing, mismatched, kept, unexpected, ignored, inflated, interpolated, dialect, prefix } = report;
  const weights = loaded.length + missing.length + mismatched.length + kept.length;
  const lines = [
    `set ${loaded.length} of ${weights} weights by ${dialect} names${prefix === "" ? "" : `, prefix "${prefix}" taken off`}`,
  ];
  const list = (what: string, names: readonly string[]) => {
    if (names.length === 0) return;
    const rest = names.length > SHOWN ? `, … (${names.length - SHOWN} more)` : "";
    lines.push(`  ${what} (${names.length}): ${names.slice(0, SHOWN).join(", ")}${rest}`);
  };
  list("adapted to the input's channels", inflated);
  list("resampled to the grid", interpolated);
  list("left as initialised", kept);
  list("missing in the file", missing);
  const shapes = mismatched.map(
    ({ name, expected, actual, dtype, remedy }) =>
      `${name} [${actual}] ${dtype}, wanted [${expected}]${remedy === null ? "" : ` (${remedy} makes it fit)`}`,
  );
  list("of another shape", shapes);
  list("without a place in the model", unexpected);
  list("not used", ignored);
  return `${lines.join("\n")}\n`;
}

const SHOWN = 6;
