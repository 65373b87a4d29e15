import { loadFirst, storeFirst } from "./partial-vector";

/**
 * Pooling over volumes [batch, depth, height, width, channels] (pictures: depth one), four channels at a time. Each axis is
 * given by its inputs, outputs, taps, stride and the padding before it; what a border cuts off a window does not count.
 */
const MAX: i32 = 0;
const AVERAGE: i32 = 1;
const MAX_GRADIENT: i32 = 2;
const AVERAGE_GRADIENT: i32 = 3;

/** y = max or mean of each window of x. A window outside gives zero. */
export function pool(
  average: i32, x: usize, y: usize, batch: i32, channels: i32,
  depth: i32, outDepth: i32, tapsZ: i32, strideZ: i32, beforeZ: i32,
  height: i32, outHeight: i32, tapsY: i32, strideY: i32, beforeY: i32,
  width: i32, outWidth: i32, tapsX: i32, strideX: i32, beforeX: i32,
): void {
  if (average) {
    windows(
      AVERAGE, x, y, 0, batch, channels, depth, outDepth, tapsZ, strideZ, beforeZ,
      height, outHeight, tapsY, strideY, beforeY, width, outWidth, tapsX, strideX, beforeX,
    );
  } else {
    windows(
      MAX, x, y, 0, batch, channels, depth, outDepth, tapsZ, strideZ, beforeZ,
      height, outHeight, tapsY, strideY, beforeY, width, outWidth, tapsX, strideX, beforeX,
    );
  }
}

/** dX: dY to the first maximum of each window, or in equal shares to all of it. */
export function poolGradient(
  average: i32, x: usize, dy: usize, dx: usize, batch: i32, channels: i32,
  depth: i32, outDepth: i32, tapsZ: i32, strideZ: i32, beforeZ: i32,
  height: i32, outHeight: i32, tapsY: i32, strideY: i32, beforeY: i32,
  width: i32, outWidth: i32, tapsX: i32, strideX: i32, beforeX: i32,
): void {
  memory.fill(dx, 0, <usize>(batch * depth * height * width * channels) << 2);
  if (average) {
    windows(
      AVERAGE_GRADIENT, x, dy, dx, batch, channels, depth, outDepth, tapsZ, strideZ, beforeZ,
      height, outHeight, tapsY, strideY, beforeY, width, outWidth, tapsX, strideX, beforeX,
    );
  } else {
    windows(
      MAX_GRADIENT, x, dy, dx, batch, channels, depth, outDepth, tapsZ, strideZ, beforeZ,
      height, outHeight, tapsY, strideY, beforeY, width, outWidth, tapsX, strideX, beforeX,
    );
  }
}

// @ts-ignore: decorator
@inline
function windows(
  kind: i32, x: usize, y: usize, dx: usize, batch: i32, channels: i32,
  depth: i32, outDepth: i32, tapsZ: i32, strideZ: i32, beforeZ: i32,
  height: i32, outHeight: i32, tapsY: i32, strideY: i32, beforeY: i32,
  width: i32, outWidth: i32, tapsX: i32, strideX: i32, beforeX: i32,
): void {
  const pixel = <usize>channels << 2;
  const row = <usize>width * pixel;
  const plane = <usize>height * row;
  for (let n = 0; n < batch; n++) {
    const image = <usize>n * <usize>depth * plane;
    for (let oz = 0; oz < outDepth; oz++) {
      const z0 = max(0, oz * strideZ - beforeZ);
      const z1 = min(depth, oz * strideZ - beforeZ + tapsZ);
      for (let oy = 0; oy < outHeight; oy++) {
        const y0 = max(0, oy * strideY - beforeY);
        const y1 = min(height, oy * strideY - beforeY + tapsY);
        for (let ox = 0; ox < outWidth; ox++) {
          const x0 = max(0, ox * strideX - beforeX);
          const x1 = min(width, ox * strideX - beforeX + tapsX);
          const first = image + <usize>z0 * plane + <usize>y0 * row + <usize>x0 * pixel;
          if (z1 <= z0 || y1 <= y0 || x1 <= x0) {
            if (kind == MAX || kind == AVERAGE) memory.fill(y, 0, pixel);
          } else {
            for (let c = 0; c < channels; c += 4) {
              const at = <usize>c << 2;
              window(kind, x, y + at, dx, first + at, channels - c, z1 - z0, y1 - y0, x1 - x0, plane, row, pixel);
            }
          }
          y += pixel;
        }
      }
    }
  }
}

/** One window of four channels. */
// @ts-ignore: decorator
@inline
function window(
  kind: i32, x: usize, y: usize, dx: usize, first: usize, left: i32,
  planes: i32, rows: i32, columns: i32, plane: usize, row: usize, pixel: usize,
): void {
  const share = f32x4.splat(<f32>1 / <f32>(planes * rows * columns));
  let result = kind == MAX || kind == MAX_GRADIENT ? loadFirst(x + first, left) : f32x4.splat(0);
  let cotangent = f32x4.splat(0);
  if (kind == AVERAGE_GRADIENT) cotangent = f32x4.mul(loadFirst(y, left), share);
  if (kind == MAX_GRADIENT) cotangent = loadFirst(y, left);
  for (let z = 0; z < planes; z++) {
    for (let r = 0; r < rows; r++) {
      let at = first + <usize>z * plane + <usize>r * row;
      for (let k = 0; k < columns; k++) {
        if (kind == AVERAGE_GRADIENT) {
          storeFirst(dx + at, f32x4.add(loadFirst(dx + at, left), cotangent), left);
        } else if (kind == AVERAGE) {
          result = f32x4.add(result, loadFirst(x + at, left));
        } else {
          result = f32x4.pmax(result, loadFirst(x + at, left));
        }
        at += pixel;
      }
    }
  }
  if (kind == MAX) storeFirst(y, result, left);
  if (kind == AVERAGE) storeFirst(y, f32x4.mul(result, share), left);
  if (kind == MAX_GRADIENT) {
    let open = i32x4.splat(-1);
    for (let z = 0; z < planes; z++) {
      for (let r = 0; r < rows; r++) {
        let at = first + <usize>z * plane + <usize>r * row;
        for (let k = 0; k < columns; k++) {
          const here = v128.and(f32x4.eq(loadFirst(x + at, left), result), open);
          storeFirst(dx + at, f32x4.add(loadFirst(dx + at, left), v128.and(cotangent, here)), left);
          open = v128.andnot(open, here);
          at += pixel;
        }
      }
    }
  }
}
