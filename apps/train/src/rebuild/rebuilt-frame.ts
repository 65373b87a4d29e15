import { type CodedFrame, type Picture, predictPicture, rebuildPicture, type Video } from "@cvar/bitstream";
import { MissingInputError } from "../errors.js";
import { type PictureDifference, pictureDifference } from "./picture-difference.js";

/** A P- or B-frame rebuilt from the bitstream's parts, and the same frame as the decoder gives it. */
export interface RebuiltFrame {
  readonly frame: CodedFrame;
  /** The pictures that it refers to, rebuilt too (an I-frame as it is coded), with their display indices. */
  readonly references: readonly { readonly displayIndex: number; readonly picture: Picture }[];
  /** What the vectors alone give. */
  readonly prediction: Picture;
  readonly rebuilt: Picture;
  readonly decoded: Picture;
  /** Every frame from the I-frame to this one, rebuilt against decoded. */
  readonly differences: readonly (PictureDifference & Pick<CodedFrame, "type" | "decodeIndex">)[];
}

/**
 * Rebuilds frame `index` of a video from the I-frame before it: no picture but that I-frame's comes from the decoder.
 * @param index  decode index from 0
 * @throws MissingInputError if there is no such frame, or it is an I-frame
 */
export async function rebuiltFrame(video: Video, index: number): Promise<RebuiltFrame> {
  const gop = (await video.gops()).findLast(({ firstFrame }) => firstFrame <= index);
  if (!gop) throw new MissingInputError(`no I-frame stands before frame ${index}`);
  const range = { from: gop.firstFrame, to: index + 1 };
  const rebuilt = new Map<number, Picture>();
  const differences: RebuiltFrame["differences"][number][] = [];
  const decodedFrames = video.frames({ ...range, output: "pictures", residual: "none" })[Symbol.asyncIterator]();
  let last: Omit<RebuiltFrame, "differences"> | null = null;
  for await (const frame of video.frames({ ...range, output: "compressed" })) {
    const { type, decodeIndex, displayIndex, motion } = frame;
    const decoded: CodedFrame | undefined = (await decodedFrames.next()).value;
    if (decoded?.decodeIndex !== decodeIndex || !decoded.picture) break;
    const reference = (shown: number) => rebuilt.get(shown);
    const picture = rebuildPicture(frame, reference);
    differences.push({ type, decodeIndex, ...pictureDifference(picture, decoded.picture) });
    if (motion && decodeIndex === index) {
      const indices = [...new Set(motion.references)].filter((shown) => shown >= 0).sort((a, b) => a - b);
      const references = indices.map((shown) => ({ displayIndex: shown, picture: rebuilt.get(shown)! }));
      const prediction = predictPicture(motion, picture, reference);
      last = { frame, references, prediction, rebuilt: picture, decoded: decoded.picture };
    }
    // A B-frame is not referred to; of the others only the last two are.
    if (type === "B") continue;
    rebuilt.set(displayIndex, picture);
    if (rebuilt.size > 2) rebuilt.delete(Math.min(...rebuilt.keys()));
  }
  await decodedFrames.return?.();
  if (last) return { ...last, differences };
  const found = differences.at(-1);
  if (found?.decodeIndex === index) {
    throw new MissingInputError(`frame ${index} is an I-frame: it is coded as it is`, "choose another with --frame");
  }
  throw new MissingInputError(`there is no frame ${index}`, "choose another with --frame");
}
