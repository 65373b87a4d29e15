/** Copies one image [height, width, channels] into the middle of a zeroed one of paddedHeight × paddedWidth. */
export function padImage(
  from: usize, to: usize, height: i32, width: i32, channels: i32,
  paddedHeight: i32, paddedWidth: i32, top: i32, left: i32,
): void {
  const rowBytes = <usize>(width * channels) << 2;
  const paddedRowBytes = <usize>(paddedWidth * channels) << 2;
  memory.fill(to, 0, <usize>paddedHeight * paddedRowBytes);
  let row = to + <usize>top * paddedRowBytes + (<usize>(left * channels) << 2);
  for (let y = 0; y < height; y++) {
    memory.copy(row, from, rowBytes);
    row += paddedRowBytes;
    from += rowBytes;
  }
}
