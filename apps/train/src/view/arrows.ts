import type { MotionField } from "@cvar/bitstream";

/**
 * The coded vectors of a frame as arrows over its picture: from where a block was copied to where it is now.
 * @returns an SVG element with the frame's pixels as its units
 */
export function arrowsSvg(field: MotionField, width: number, height: number): string {
  const { blockSize, columns, rows, vectors, lists, unitsPerPixel, partition } = field;
  const paths: string[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const i = row * columns + column;
      const side = partition[i]!;
      const blocks = Math.max(1, side / blockSize);
      // One arrow per partition: drawn at its first block.
      if (side === 0 || row % blocks !== 0 || column % blocks !== 0) continue;
      const vx = vectors[i * lists * 2]! / unitsPerPixel;
      const vy = vectors[i * lists * 2 + 1]! / unitsPerPixel;
      if (Math.hypot(vx, vy) < 0.75) continue;
      paths.push(arrow(column * blockSize + side / 2, row * blockSize + side / 2, vx, vy));
    }
  }
  return `<svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" fill="none" stroke="#ffd400" stroke-width="1.2" stroke-linecap="round"><path d="${paths.join("")}"/></svg>`;
}

/** From (x + vx, y + vy) to (x, y), with a head at (x, y). */
function arrow(x: number, y: number, vx: number, vy: number): string {
  const n = (value: number) => Number(value.toFixed(1));
  const length = Math.hypot(vx, vy);
  const head = Math.min(4, 0.4 * length);
  const [ux, uy] = [vx / length, vy / length];
  const side = (sign: number) => `${n(x + head * (ux - sign * 0.6 * uy))} ${n(y + head * (uy + sign * 0.6 * ux))}`;
  return `M${n(x + vx)} ${n(y + vy)}L${n(x)} ${n(y)}M${side(1)}L${n(x)} ${n(y)}L${side(-1)}`;
}
