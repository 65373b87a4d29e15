import type { Picture, Planes, Residual } from "@cvar/bitstream";

/** A picture or residual with its chroma in 4:2:0: of 4:2:2 and 4:4:4 the means of the samples that fall together. */
export function inHalves<T extends Picture | Residual>(planes: T): T {
  const { width, height, chromaWidth, chromaHeight } = planes;
  const [columns, rows] = [(width + 1) >> 1, (height + 1) >> 1];
  if (chromaWidth === columns && chromaHeight === rows) return planes;
  const [across, down] = [chromaWidth === columns ? 1 : 2, chromaHeight === rows ? 1 : 2];
  const halve = (plane: Planes<ArrayLike<number>>["cb"]) => {
    const halved = planes.cb instanceof Uint8Array ? new Uint8Array(columns * rows) : new Int16Array(columns * rows);
    for (let y = 0, at = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++, at++) {
        let sum = 0;
        for (let dy = 0; dy < down; dy++) {
          const row = Math.min(down * y + dy, chromaHeight - 1) * chromaWidth;
          for (let dx = 0; dx < across; dx++) sum += plane[row + Math.min(across * x + dx, chromaWidth - 1)]!;
        }
        halved[at] = Math.round(sum / (across * down));
      }
    }
    return halved;
  };
  const { cb, cr } = planes;
  return { ...planes, chromaWidth: columns, chromaHeight: rows, cb: halve(cb), cr: halve(cr) };
}
