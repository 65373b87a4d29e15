// Extension of reference pictures beyond their sides (ISO/IEC 14496-2, 7.6.4), so that vectors may point outside.

/**
 * Repeats the outermost pixels of a plane: from `width` × `height` to `fullWidth` + `edge` and `fullHeight` + `edge` on the
 * right and below, and by `edge` on the left and above.
 */
export function extendPlane(plane: usize, stride: i32, width: i32, height: i32, fullWidth: i32, fullHeight: i32, edge: i32): void {
  const right = <usize>(fullWidth - width + edge);
  let row = plane;
  for (let y = 0; y < height; y++) {
    memory.fill(row - <usize>edge, load<u8>(row), <usize>edge);
    memory.fill(row + <usize>width, load<u8>(row + <usize>(width - 1)), right);
    row += <usize>stride;
  }
  const bytes = <usize>(fullWidth + 2 * edge);
  const first = plane - <usize>edge;
  const last = first + <usize>((height - 1) * stride);
  for (let y = 1; y <= edge; y++) memory.copy(first - <usize>(y * stride), first, bytes);
  for (let y = 1; y <= fullHeight - height + edge; y++) memory.copy(last + <usize>(y * stride), last, bytes);
}
