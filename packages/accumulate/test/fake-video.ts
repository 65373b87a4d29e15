import type { CodedFrame, Video } from "@cvar/bitstream";

/** A video over frames in memory; counts the frames that were asked for. */
export function fakeVideo(frames: readonly CodedFrame[], width: number, height: number): Video & { read: number } {
  const starts = frames.flatMap((frame, index) => (frame.keyFrame ? [index] : []));
  const video = {
    container: "raw" as const,
    codec: "mpeg4" as const,
    profile: "Simple",
    width,
    height,
    frameRate: 25,
    frameCount: frames.length,
    encoder: null,
    read: 0,
    async *frames({ from = 0, to = frames.length, bFrames = true } = {}) {
      for (const frame of frames.slice(from, to)) {
        if (frame.type === "B" && !bFrames) continue;
        video.read++;
        yield frame;
      }
    },
    duration: null,
    rotation: 0 as const,
    async gopAt() {
      throw new TypeError("its groups are listed");
    },
    async gops() {
      return starts.map((firstFrame, k) => {
        const frameCount = (starts[k + 1] ?? frames.length) - firstFrame;
        return { firstFrame, frameCount, timestamp: frames[firstFrame]!.timestamp, byteLength: 0 };
      });
    },
    async close() {},
  };
  return video;
}
