import type { RgbImage } from "@cvar/accumulate";
import { encode } from "fast-png";

/** An RGB image as the bytes of a PNG file. */
export function png({ width, height, rgb }: RgbImage): Uint8Array {
  return encode({
    width,
    height,
    data: new Uint8Array(rgb.buffer, rgb.byteOffset, rgb.byteLength),
    channels: 3,
    depth: 8,
  });
}

/** A PNG inside a page. */
export function pngUri(image: RgbImage): string {
  return `data:image/png;base64,${Buffer.from(png(image)).toString("base64")}`;
}

/** A smaller copy: each pixel the mean of the source pixels it covers. `width` at most the image's own. */
export function shrink(image: RgbImage, width: number): RgbImage {
  if (width >= image.width) return image;
  const height = Math.max(1, Math.round((image.height * width) / image.width));
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = span(y, height, image.height);
    for (let x = 0; x < width; x++) {
      const [left, right] = span(x, width, image.width);
      const sum = [0, 0, 0];
      for (let sy = top; sy < bottom; sy++) {
        for (let at = 3 * (sy * image.width + left); at < 3 * (sy * image.width + right); at += 3) {
          for (let c = 0; c < 3; c++) sum[c]! += image.rgb[at + c]!;
        }
      }
      const count = (bottom - top) * (right - left);
      for (let c = 0; c < 3; c++) rgb[3 * (y * width + x) + c] = Math.round(sum[c]! / count);
    }
  }
  return { width, height, rgb };
}

function span(i: number, size: number, of: number): [number, number] {
  const from = Math.floor((i * of) / size);
  return [from, Math.max(from + 1, Math.floor(((i + 1) * of) / size))];
}
