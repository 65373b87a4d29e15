import type { Picture, Planes, Rotation } from "@cvar/bitstream";

type Samples = Uint8Array | Uint16Array;

/** A picture turned clockwise as its container asks for: sample for sample. */
export function rotatePicture(picture: Picture, rotation: Rotation): Picture {
  if (rotation === 0) return picture;
  const { deep } = picture;
  return { ...picture, ...turned(picture, rotation), ...(deep && { deep: { ...deep, ...turned(deep, rotation) } }) };
}

function turned<T extends Samples>(planes: Planes<T>, rotation: Rotation): Planes<T> {
  const { width, height, chromaWidth, chromaHeight, y, cb, cr } = planes;
  const upright = rotation === 180;
  return {
    width: upright ? width : height,
    height: upright ? height : width,
    chromaWidth: upright ? chromaWidth : chromaHeight,
    chromaHeight: upright ? chromaHeight : chromaWidth,
    y: turn(y, width, height, rotation),
    cb: turn(cb, chromaWidth, chromaHeight, rotation),
    cr: turn(cr, chromaWidth, chromaHeight, rotation),
  };
}

function turn<T extends Samples>(plane: T, width: number, height: number, rotation: Rotation): T {
  if (rotation === 180) return plane.slice().reverse() as T;
  const to = plane.slice() as T;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [row, column] = rotation === 90 ? [x, height - 1 - y] : [width - 1 - x, y];
      to[row * height + column] = plane[y * width + x]!;
    }
  }
  return to;
}
