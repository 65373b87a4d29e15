import {
  type Modality,
  modalities as modalityOrder,
  type PassSampling,
  type TracedFrames,
  type TripletOptions,
  type TripletShape,
  tripletPositions,
} from "@cvar/data";
import type { LoaderOptions } from "@cvar/data/node";
import type { InputDescription } from "@cvar/models";
import { UsageError } from "../errors.js";

/** How motion and residuals are traced back to their I-frame; `"none"`: they are each frame's own. */
export type Accumulation = NonNullable<TripletOptions["rule"]>;

/** What of a sample a model's input takes. */
export type InputSource = Modality | "flow" | "neighbour" | "triplet";

/** What a model of one picture may be shown. */
export type PictureSource = Modality | "flow";

/** What is read of videos for a model; plain data. */
export interface Reading {
  /** Of each clip: triplets of an I-frame and T P-frames, groups with single frames, or those with a neighbour's I-frame. */
  readonly sampling: Exclude<PassSampling, object>;
  readonly shape: TripletShape;
  readonly modalities: readonly Modality[];
  /** Which frames motion and residual are read at. */
  readonly frames: TracedFrames;
  readonly accumulation: Accumulation;
  /** By the names of the model's inputs. */
  readonly inputs: Readonly<Record<string, InputSource>>;
}

/** What a user may choose of a reading; the model says the rest. */
export interface ReadingChoices {
  /** What a model that looks at one picture is shown. Default: what has as many channels. */
  readonly input?: PictureSource | undefined;
  /** Default `"P"`. */
  readonly frames?: TracedFrames | undefined;
  /** Default: the model's, else `"paper"`. */
  readonly accumulation?: Accumulation | undefined;
}

/** Samples that a video is judged by. */
export const viewsPerVideo = tripletPositions;

const CHANNELS: Readonly<Record<Modality | "flow" | "neighbour", number>> = {
  image: 3,
  motion: 2,
  residual: 3,
  flow: 2,
  neighbour: 3,
};

/** Channels of one picture of what a video gives. */
export function channelsOf(source: PictureSource): number {
  return CHANNELS[source];
}

/**
 * What is read of videos for a model with these inputs: pictures `[S, S, channels]` or `[T, S, S, channels]` under the names
 * image, motion, residual and neighbour (the I-frame of the group beside), and triplet (which of the eight positions).
 * @param model  its name, for errors
 * @throws UsageError if a video has nothing for one of the inputs, or a choice does not fit
 */
export function readingOf(model: string, inputs: readonly InputDescription[], choices: ReadingChoices = {}): Reading {
  const [first] = inputs;
  const single = inputs.length === 1 && first!.shape.length === 3 && first!.name === "image";
  if (choices.input !== undefined && !single)
    throw new UsageError(
      `--input is for models that look at one picture; ${model} takes ${inputs.map(({ name }) => name).join(", ")}`,
    );
  const sourceOf = ({ name, shape }: InputDescription): InputSource => {
    if (!single) return name as InputSource;
    return choices.input ?? (shape.at(-1) === CHANNELS.motion ? "motion" : "image");
  };
  const sources = inputs.map((input) => [input.name, sourceOf(input)] as const);
  const sizes = new Set<number>();
  let steps: number | null = null;
  for (const [k, { name, shape }] of inputs.entries()) {
    const source = sources[k]![1];
    if (source === "triplet") continue;
    const [height, width, channels] = shape.slice(-3);
    const known = Object.hasOwn(CHANNELS, source) && CHANNELS[source] === channels && height === width;
    if (!known || shape.length < 3 || shape.length > 4)
      throw new UsageError(
        `${model} takes "${name}" [${shape.join(", ")}], videos give ${CHANNELS[source] === undefined ? Object.keys(CHANNELS).join(", ") : `${source} […, S, S, ${CHANNELS[source]}]`}`,
        single ? "set channels to 2 for motion and to 3 for image and residual" : null,
      );
    sizes.add(height!);
    if (shape.length === 4) steps = shape[0]!;
  }
  const names = sources.map(([, source]) => source);
  const neighbour = names.includes("neighbour");
  if (sizes.size !== 1 || (neighbour && steps !== null))
    throw new UsageError(`the inputs of ${model} cannot be read of one video together: ${describe(inputs)}`);
  const sampling = neighbour ? "neighbours" : steps !== null || names.includes("triplet") ? "triplets" : "groups";
  return {
    sampling,
    shape: { size: [...sizes][0]!, steps: steps ?? 1 },
    modalities: modalityOrder.filter((each) => names.includes(each) || (each === "image" && neighbour)),
    frames: choices.frames ?? "P",
    accumulation: choices.accumulation ?? "paper",
    inputs: Object.fromEntries(sources),
  };
}

/** What of a loader's options a reading says. What is default is left out, so that saved positions stay valid. */
export function loaderOptions({ sampling, shape, modalities, frames, accumulation, inputs }: Reading) {
  return {
    shape,
    modalities,
    ...(sampling !== "triplets" && { sampling }),
    ...(frames !== "P" && { frames }),
    ...(accumulation !== "paper" && { rule: accumulation }),
    ...(seesFlow(inputs) && { flow: true }),
  } satisfies Partial<LoaderOptions>;
}

/** How one video is read for testing. */
export function tripletOptions({ sampling, shape, modalities, frames, accumulation, inputs }: Reading): TripletOptions {
  const which = { triplets: "uniform", groups: { groups: "uniform" }, neighbours: { neighbours: "uniform" } } as const;
  return { shape, modalities, frames, rule: accumulation, flow: seesFlow(inputs), which: which[sampling] };
}

/** What the model is shown, for people: image, motion, residual, flow. */
export function shownSources({ inputs }: Reading): string[] {
  const sources = Object.values(inputs).filter((source) => source !== "triplet" && source !== "neighbour");
  return [...new Set<string>(sources)];
}

function seesFlow(inputs: Reading["inputs"]): boolean {
  return Object.values(inputs).includes("flow");
}

/** What a video's views are called. */
export function viewName({ sampling, modalities }: Reading): string {
  if (sampling === "triplets") return "triplets";
  if (sampling === "neighbours") return "pairs of groups";
  return modalities.length === 1 && modalities[0] === "image" ? "I-frames" : "groups";
}

function describe(inputs: readonly InputDescription[]): string {
  return inputs.map(({ name, shape }) => `${name} [${shape.join(", ")}]`).join(", ");
}
