// Memory is laid out once per stream by a bump allocator: nothing is ever freed, nothing is collected.

let top: usize = 0;

/** First address of `bytes` fresh, zeroed bytes, a multiple of 16; 0 where memory cannot grow that far. */
export function allocate(bytes: usize): usize {
  if (top == 0) top = (__heap_base + 15) & ~(<usize>15);
  const start = top;
  const end = start + ((bytes + 15) & ~(<usize>15));
  const have = <usize>memory.size() << 16;
  if (end > have) {
    const pages = <i32>((end - have + 0xffff) >> 16);
    if (memory.grow(pages) < 0) return 0;
  }
  top = end;
  return start;
}
