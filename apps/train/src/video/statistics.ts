import type { CodedFrame, FrameType, Gop, Video } from "@cvar/bitstream";

/** What `cvar inspect` says about the motion vectors of a video. */
export interface VectorStatistics {
  /** Vectors read: one per block and list that has a reference. */
  readonly vectors: number;
  /** Of them, those of P-frames, and those of B-frames to the frames before and after. */
  readonly inPFrames: number;
  readonly forward: number;
  readonly backward: number;
  /** Of all blocks of P- and B-frames, the share coded without reference. */
  readonly intraShare: number;
  /** Of the vectors, the share that is (0, 0). */
  readonly zeroShare: number;
  /** Of the vectors, the share off the whole-pixel grid. */
  readonly subPixelShare: number;
  /** Mean and largest length in pixels. */
  readonly meanLength: number;
  readonly largestLength: number;
}

/** What `cvar inspect` prints. */
export interface Inspection {
  readonly container: string;
  readonly codec: string;
  readonly profile: string;
  readonly encoder: string | null;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number | null;
  readonly frames: number;
  readonly seconds: number | null;
  readonly types: Readonly<Record<FrameType, number>>;
  /** Mean bytes of a frame by type; null where there is none. */
  readonly bytesPerFrame: Readonly<Record<FrameType, number | null>>;
  readonly bytes: number;
  readonly gops: { readonly count: number; readonly shortest: number; readonly longest: number; readonly mean: number };
  readonly vectors: VectorStatistics;
  /** What stopped reading before the end, or null. */
  readonly fault: string | null;
}

/**
 * Reads every frame's type and vectors (no pixels) and counts.
 * A fault in the middle ends the count and is reported in `fault`; one in the first frame is thrown.
 */
export async function inspectVideo(video: Video): Promise<Inspection> {
  const types: Record<FrameType, number> = { I: 0, P: 0, B: 0 };
  const bytes: Record<FrameType, number> = { I: 0, P: 0, B: 0 };
  const vectors = vectorCounter();
  let fault: unknown = null;
  let frames = 0;
  try {
    for await (const frame of video.frames({ output: "motion" })) {
      frames++;
      types[frame.type]++;
      bytes[frame.type] += frame.byteLength;
      vectors.add(frame);
    }
  } catch (error) {
    if (frames === 0) throw error;
    fault = error;
  }
  const gops = await video.gops().catch((): readonly Gop[] => []);
  const lengths = gops.map((gop) => gop.frameCount);
  return {
    container: video.container,
    codec: video.codec,
    profile: video.profile,
    encoder: video.encoder,
    width: video.width,
    height: video.height,
    frameRate: video.frameRate,
    frames,
    seconds: video.frameRate === null ? null : frames / video.frameRate,
    types,
    bytesPerFrame: { I: mean(bytes.I, types.I), P: mean(bytes.P, types.P), B: mean(bytes.B, types.B) },
    bytes: bytes.I + bytes.P + bytes.B,
    gops: {
      count: gops.length,
      shortest: lengths.reduce((a, b) => Math.min(a, b), lengths[0] ?? 0),
      longest: lengths.reduce((a, b) => Math.max(a, b), 0),
      mean: lengths.length === 0 ? 0 : lengths.reduce((a, b) => a + b, 0) / lengths.length,
    },
    vectors: vectors.result(),
    fault: fault === null ? null : fault instanceof Error ? fault.message : String(fault),
  };
}

function vectorCounter(): { add(frame: CodedFrame): void; result(): VectorStatistics } {
  let blocks = 0;
  let intra = 0;
  /** Of P-frames, and of B-frames by list. */
  const counts = { P: 0, forward: 0, backward: 0 };
  let zero = 0;
  let subPixel = 0;
  let sum = 0;
  let largest = 0;
  const count = () => counts.P + counts.forward + counts.backward;
  return {
    add({ type, motion }) {
      if (motion === null) return;
      const { vectors, references, lists, unitsPerPixel } = motion;
      blocks += motion.intra.length;
      for (const flag of motion.intra) intra += flag;
      for (let i = 0; i < motion.intra.length * lists; i++) {
        if (references[i]! < 0) continue;
        const x = vectors[2 * i]!;
        const y = vectors[2 * i + 1]!;
        counts[type !== "B" ? "P" : i % lists === 0 ? "forward" : "backward"]++;
        if (x === 0 && y === 0) zero++;
        if (x % unitsPerPixel !== 0 || y % unitsPerPixel !== 0) subPixel++;
        const length = Math.hypot(x, y) / unitsPerPixel;
        sum += length;
        if (length > largest) largest = length;
      }
    },
    result: () => ({
      vectors: count(),
      inPFrames: counts.P,
      forward: counts.forward,
      backward: counts.backward,
      intraShare: mean(intra, blocks) ?? 0,
      zeroShare: mean(zero, count()) ?? 0,
      subPixelShare: mean(subPixel, count()) ?? 0,
      meanLength: mean(sum, count()) ?? 0,
      largestLength: largest,
    }),
  };
}

function mean(sum: number, count: number): number | null {
  return count === 0 ? null : sum / count;
}
