/** Bytes of scratch that `depthwiseFilterGradient` needs: its sums, in double precision. */
export function depthwiseFilterGradientScratch(taps: i32, outChannels: i32): i32 {
  return (taps * outChannels) << 3;
}

/** The first output of an axis whose input lies inside, for a tap that reads input o·stride + shift. */
function firstOutput(shift: i32, stride: i32): i32 {
  return shift >= 0 ? 0 : (stride - 1 - shift) / stride;
}

/** The one after the last such output. */
function endOfOutputs(shift: i32, stride: i32, inputs: i32, outputs: i32): i32 {
  return inputs <= shift ? 0 : min(outputs, (inputs - shift + stride - 1) / stride);
}

/**
 * dW[r, s, k] = Σ_{n, y, x} X[n, y·stride + r·dilation − top, x·stride + s·dilation − left, ⌊k/M⌋] · dY[n, y, x, k], NHWC,
 * M outputs for each channel. Rows are summed in single precision, eight channels in registers where M is 1, and joined in
 * double precision.
 */
export function depthwiseFilterGradient(
  x: usize, dy: usize, dw: usize,
  batch: i32, height: i32, width: i32, channels: i32, multiplier: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32,
  top: i32, left: i32, scratch: usize,
): void {
  const out = channels * multiplier;
  const taps = filterHeight * filterWidth;
  memory.fill(scratch, 0, <usize>(taps * out) << 3);
  const xStep = <usize>(strideX * channels) << 2;
  const dyStep = <usize>out << 2;
  for (let n = 0; n < batch; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let r = 0; r < filterHeight; r++) {
        const y = oy * strideY + r * dilationY - top;
        if (y < 0 || y >= height) continue;
        for (let s = 0; s < filterWidth; s++) {
          const shift = s * dilationX - left;
          const first = firstOutput(shift, strideX);
          const count = endOfOutputs(shift, strideX, width, outWidth) - first;
          if (count <= 0) continue;
          const from = x + (<usize>(((n * height + y) * width + first * strideX + shift) * channels) << 2);
          const cotangent = dy + (<usize>(((n * outHeight + oy) * outWidth + first) * out) << 2);
          const sums = scratch + (<usize>((r * filterWidth + s) * out) << 3);
          let k = 0;
          if (multiplier == 1) {
            for (; k + 8 <= out; k += 8) {
              let a = from + (<usize>k << 2);
              let b = cotangent + (<usize>k << 2);
              let low = f32x4.splat(0);
              let high = f32x4.splat(0);
              for (let i = 0; i < count; i++) {
                low = f32x4.add(low, f32x4.mul(v128.load(a), v128.load(b)));
                high = f32x4.add(high, f32x4.mul(v128.load(a, 16), v128.load(b, 16)));
                a += xStep;
                b += dyStep;
              }
              join(sums + (<usize>k << 3), low);
              join(sums + (<usize>(k + 4) << 3), high);
            }
          }
          for (; k < out; k++) {
            let a = from + (<usize>(k / multiplier) << 2);
            let b = cotangent + (<usize>k << 2);
            let sum: f32 = 0;
            for (let i = 0; i < count; i++) {
              sum += load<f32>(a) * load<f32>(b);
              a += xStep;
              b += dyStep;
            }
            const at = sums + (<usize>k << 3);
            store<f64>(at, load<f64>(at) + <f64>sum);
          }
        }
      }
    }
  }
  for (let i = 0; i < taps * out; i++) store<f32>(dw + (<usize>i << 2), <f32>load<f64>(scratch + (<usize>i << 3)));
}

function join(to: usize, sum: v128): void {
  const high = i8x16.shuffle(sum, sum, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
  v128.store(to, f64x2.add(v128.load(to), f64x2.promote_low_f32x4(sum)));
  v128.store(to, f64x2.add(v128.load(to, 16), f64x2.promote_low_f32x4(high)), 16);
}

/** dX[n, y·stride + r·dilation − top, x·stride + s·dilation − left, ⌊k/M⌋] += dY[n, y, x, k] · W[r, s, k], NHWC. */
export function depthwiseInputGradient(
  dy: usize, w: usize, dx: usize,
  batch: i32, height: i32, width: i32, channels: i32, multiplier: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32,
  top: i32, left: i32,
): void {
  const out = channels * multiplier;
  memory.fill(dx, 0, <usize>(batch * height * width * channels) << 2);
  for (let n = 0; n < batch; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let r = 0; r < filterHeight; r++) {
        const y = oy * strideY + r * dilationY - top;
        if (y < 0 || y >= height) continue;
        for (let s = 0; s < filterWidth; s++) {
          const shift = s * dilationX - left;
          const end = endOfOutputs(shift, strideX, width, outWidth);
          const weights = w + (<usize>((r * filterWidth + s) * out) << 2);
          for (let ox = firstOutput(shift, strideX); ox < end; ox++) {
            const to = dx + (<usize>(((n * height + y) * width + ox * strideX + shift) * channels) << 2);
            const cotangent = dy + (<usize>(((n * outHeight + oy) * outWidth + ox) * out) << 2);
            let k = 0;
            if (multiplier == 1) {
              for (; k + 4 <= out; k += 4) {
                const at = <usize>k << 2;
                v128.store(to + at, f32x4.add(v128.load(to + at), f32x4.mul(v128.load(cotangent + at), v128.load(weights + at))));
              }
            }
            for (; k < out; k++) {
              const at = to + (<usize>(k / multiplier) << 2);
              const product = load<f32>(cotangent + (<usize>k << 2)) * load<f32>(weights + (<usize>k << 2));
              store<f32>(at, load<f32>(at) + product);
            }
          }
        }
      }
    }
  }
}
