/**
 * One step of Adam on one weight tensor, four values at a time.
 *
 *   g = ∂L/∂w + decay·w;   m' = β₁·m + (1 − β₁)·g;   v' = β₂·v + (1 − β₂)·g²
 *   w' = shrink·w − rate·(m'/correction₁) / (√(v'/correction₂) + ε)            (Kingma & Ba 2015, Algorithm 1)
 */
export function adam(
  w: usize, g: usize, m: usize, v: usize, w1: usize, m1: usize, v1: usize, count: i32,
  rate: f32, beta1: f32, beta2: f32, epsilon: f32, correction1: f32, correction2: f32, decay: f32, shrink: f32,
): void {
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const at = <usize>i << 2;
    const weight = v128.load(w + at);
    const gradient = f32x4.add(v128.load(g + at), f32x4.mul(weight, f32x4.splat(decay)));
    const first = f32x4.add(f32x4.mul(v128.load(m + at), f32x4.splat(beta1)), f32x4.mul(gradient, f32x4.splat(1 - beta1)));
    const squared = f32x4.mul(gradient, gradient);
    const second = f32x4.add(f32x4.mul(v128.load(v + at), f32x4.splat(beta2)), f32x4.mul(squared, f32x4.splat(1 - beta2)));
    const root = f32x4.add(f32x4.sqrt(f32x4.div(second, f32x4.splat(correction2))), f32x4.splat(epsilon));
    const step = f32x4.mul(f32x4.div(f32x4.div(first, f32x4.splat(correction1)), root), f32x4.splat(rate));
    v128.store(w1 + at, f32x4.sub(f32x4.mul(weight, f32x4.splat(shrink)), step));
    v128.store(m1 + at, first);
    v128.store(v1 + at, second);
  }
  for (; i < count; i++) {
    const at = <usize>i << 2;
    const weight = load<f32>(w + at);
    const gradient = load<f32>(g + at) + weight * decay;
    const first = load<f32>(m + at) * beta1 + gradient * (1 - beta1);
    const second = load<f32>(v + at) * beta2 + gradient * gradient * (1 - beta2);
    const step = first / correction1 / (sqrt<f32>(second / correction2) + epsilon) * rate;
    store<f32>(w1 + at, weight * shrink - step);
    store<f32>(m1 + at, first);
    store<f32>(v1 + at, second);
  }
}
