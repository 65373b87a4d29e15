"""Triplets as CoViAR's loader makes them, in numpy over PyAV: the peers of the `loader` suite, written from the method's description.

FFmpeg decodes (one thread, exported vectors) and scales to 340x256 rgb24. In numpy each P-frame's whole-pixel displacements carry
the positions of the I-frame's pixels on; vectors become clip(mv * 127.5 / 20) + 128 and residuals decoded - I_0[trace] + 128, bytes,
of which the middle 224x224 is cut and scaled to float32. Arrays are reused from video to video. Two ways:

"whole": every frame is decoded and scaled, and the transform makes whole frames before it cuts, as CoViAR's does.
"chosen": nothing is done that is not needed: only the chosen groups are decoded, without B-pictures, only the P-frames that are
shown are scaled, and pixels are looked up in the crop alone.

Answers one JSON request per line: {"do": "read", "path", "passes", "way"} -> {"seconds", "cpuSeconds", "triplets", "means",
"deviations"} (of images, motions and residuals of the last video), {"do": "memory"} -> {"peakBytes"}.
"""
import json
import resource
import sys
import time

import av
import numpy as np

W, H, SIZE, STEPS, TRIPLETS = 340, 256, 224, 11, 8
TOP, LEFT = (H - SIZE) // 2, (W - SIZE) // 2
EXPORT_MVS = 0x10000000
LOW_DELAY = 1 << 19
PLACEHOLDER = 24
MEAN = np.array([0.485, 0.456, 0.406], np.float32)
DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)
COLOURS = [((np.arange(256, dtype=np.float32) / 255 - MEAN[c]) / DEVIATION[c]).astype(np.float32) for c in range(3)]
CENTRED = ((np.arange(256, dtype=np.float32) - 128) / 127.5).astype(np.float32)
IDENTITY = np.arange(W * H, dtype=np.int32)
ROW, COLUMN = np.divmod(IDENTITY, W)
CROP = (ROW.reshape(H, W)[TOP : TOP + SIZE, LEFT : LEFT + SIZE] * W + np.arange(LEFT, LEFT + SIZE)).ravel().astype(np.int32)
# 127.5 / 20 pixels to a byte, for every displacement that can be
VECTOR = np.clip((np.arange(-2 * W, 2 * W + 1) * (127.5 / 20)).astype(np.int32) + 128, 0, 255).astype(np.uint8)

images = np.empty((TRIPLETS, SIZE, SIZE, 3), np.float32)
motions = np.empty((TRIPLETS, STEPS, SIZE, SIZE, 2), np.float32)
residuals = np.empty((TRIPLETS, STEPS, SIZE, SIZE, 3), np.float32)


def rgb(frame):
    return frame.reformat(width=W, height=H, format="rgb24").to_ndarray().reshape(-1, 3)


class Blocks:
    """A frame's vectors on the grid of 8x8 blocks, and which block each pixel of the scaled frame is in."""

    def __init__(self, width, height):
        self.columns, self.rows = (width + 15) // 16 * 2, (height + 15) // 16 * 2
        self.scale = W / width, H / height
        y = ((np.arange(H) + 0.5) * height / H / 8).astype(np.int32)
        x = ((np.arange(W) + 0.5) * width / W / 8).astype(np.int32)
        self.cell = (y[:, None] * self.columns + x).ravel().astype(np.int32)

    def offsets(self, vectors):
        """How far back each pixel's source lies, in pixels of the scaled frame: x, y."""
        grid = np.zeros((2, self.rows, self.columns), np.int32)
        vectors = vectors[vectors["source"] < 0]
        x, y = (vectors[k].astype(np.int32) for k in ("dst_x", "dst_y"))
        moved = (x - vectors["src_x"]) * self.scale[0], (y - vectors["src_y"]) * self.scale[1]
        large = vectors["w"] == 16
        column, row = np.where(large, x - 8, x - 4) >> 3, np.where(large, y - 8, y - 4) >> 3
        for axis in (0, 1):
            values = moved[axis].astype(np.int32)  # towards zero
            grid[axis, row, column] = values
            at = row[large], column[large], values[large]
            for down, right in ((0, 1), (1, 0), (1, 1)):
                grid[axis, at[0] + down, at[1] + right] = at[2]
        return grid[0].ravel().take(self.cell), grid[1].ravel().take(self.cell)

    def step(self, trace, vectors):
        dx, dy = self.offsets(vectors)
        x, y = COLUMN - dx, ROW - dy
        inside = (x.view(np.uint32) < W) & (y.view(np.uint32) < H)
        return trace.take(np.where(inside, IDENTITY - dy * W - dx, IDENTITY))


def positions(count):
    """Which of a group's P-frames (from 1; 0: none) the time steps show."""
    if count <= STEPS:
        return [min(t + 1, count) for t in range(STEPS)]
    return [-(-(t + 1) * count // STEPS) for t in range(STEPS)]


def emit_whole(k, step, frame, first, trace):
    y, x = np.divmod(trace, W)
    motion = np.stack([COLUMN - x, ROW - y], -1).reshape(H, W, 2)
    residual = (frame.astype(np.int16) - first.take(trace, axis=0)).reshape(H, W, 3)
    motion = np.clip((motion * (127.5 / 20)).astype(np.int32) + 128, 0, 255).astype(np.uint8)
    residual = np.clip(residual + 128, 0, 255).astype(np.uint8)
    cut = slice(TOP, TOP + SIZE), slice(LEFT, LEFT + SIZE)
    motions[k, step] = (motion[cut].astype(np.float32) - 128) / np.float32(127.5)
    residuals[k, step] = (residual[cut].astype(np.float32) - 128) / np.float32(127.5)


def emit_crop(k, step, frame, first, trace):
    source = trace.take(CROP)
    move = CROP - source
    back = np.floor_divide(source, W)
    y = CROP // W - back
    x = move - y * W
    motion = motions[k, step].reshape(-1, 2)
    motion[:, 0] = CENTRED.take(VECTOR.take(x + 2 * W))
    motion[:, 1] = CENTRED.take(VECTOR.take(y + 2 * W))
    difference = frame.take(CROP, axis=0).astype(np.int16)
    difference -= first.take(source, axis=0)
    difference += 128
    np.clip(difference, 0, 255, out=difference)
    CENTRED.take(difference, out=residuals[k, step].reshape(-1, 3), mode="clip")


def fill(k, first, frames, blocks, emit, picture):
    """Triplet k of an I-frame's pixels and the group's P-frames; picture(frame) gives their pixels."""
    for c in range(3):
        images[k, ..., c] = COLOURS[c].take(first[:, c].take(CROP)).reshape(SIZE, SIZE)
    wanted = positions(len(frames))
    if not frames:
        motions[k], residuals[k] = 0, 0
        return
    trace = IDENTITY
    for number, frame in enumerate(frames, 1):
        side = frame.side_data.get("MOTION_VECTORS")
        if side is not None:
            trace = blocks.step(trace, side.to_ndarray())
        steps = [t for t, position in enumerate(wanted) if position == number]
        if steps:
            emit(k, steps[0], picture(frame), first, trace)
            motions[k, steps[1:]] = motions[k, steps[0]]
            residuals[k, steps[1:]] = residuals[k, steps[0]]


def decoded_group(context, packets):
    """The I-frame's pixels and the P-frames of a group that is decoded alone."""
    context.flush_buffers()
    first, frames = None, []
    for packet in [*packets, None]:
        for frame in context.decode(packet):
            kind = int(frame.pict_type)
            if kind == 1 and first is not None:
                raise ValueError("a second I-frame in a group")
            if kind == 1:
                first = rgb(frame)
            elif kind == 2 and first is not None:
                frames.append(frame)
    return first, frames


def packets_by_group(container, stream):
    groups = []
    for packet in container.demux(stream):
        if packet.size == 0:
            continue
        # In packed streams the placeholder behind an I-frame is marked as a key frame too.
        if packet.is_keyframe and packet.size > PLACEHOLDER:
            groups.append([])
        if groups:
            groups[-1].append(packet)
    return groups


def frames_by_group(container, stream):
    """Every frame decoded and scaled: of each group the I-frame's pixels and, for each P-frame, the frame and its pixels."""
    groups = []
    for frame in container.decode(stream):
        pixels = rgb(frame)
        kind = int(frame.pict_type)
        if kind == 1:
            groups.append((pixels, []))
        elif kind == 2 and groups:
            groups[-1][1].append((frame, pixels))
    return groups


def read(path, whole):
    with av.open(path) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        context.thread_count = 1
        context.thread_type = "NONE"
        context.flags2 |= EXPORT_MVS
        blocks = Blocks(context.width, context.height)
        if not whole:
            context.skip_frame = "NONREF"
            context.flags |= LOW_DELAY  # a frame that is flushed out at the end has lost its vectors
        groups = (frames_by_group if whole else packets_by_group)(container, stream)
        done = {}
        for k in range(TRIPLETS):
            chosen = (2 * k + 1) * len(groups) // (2 * TRIPLETS)
            if chosen in done:
                for array in (images, motions, residuals):
                    array[k] = array[done[chosen]]
                continue
            done[chosen] = k
            if whole:
                first, frames = groups[chosen]
                pixels = {id(frame): picture for frame, picture in frames}
                frames = [frame for frame, _ in frames]
                fill(k, first, frames, blocks, emit_whole, lambda frame: pixels[id(frame)])
            else:
                first, frames = decoded_group(context, groups[chosen])
                fill(k, first, frames, blocks, emit_crop, rgb)


def answer(path, passes, way):
    start, cpu = time.perf_counter(), time.process_time()
    for _ in range(passes):
        read(path, way == "whole")
    taken = {"seconds": time.perf_counter() - start, "cpuSeconds": time.process_time() - cpu}
    means = [float(array.mean()) for array in (images, motions, residuals)]
    deviations = [float(array.std()) for array in (images, motions, residuals)]
    return {**taken, "triplets": TRIPLETS * passes, "means": means, "deviations": deviations}


def memory():
    unit = 1 if sys.platform == "darwin" else 1024
    return {"peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit}


for line in sys.stdin:
    try:
        request = json.loads(line)
        result = {"ok": {"read": answer, "memory": memory}[request.pop("do")](**request)}
    except Exception as error:  # the caller decides what a failure means
        result = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(result), flush=True)
