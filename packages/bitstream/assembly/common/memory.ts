// Memory is laid out once per stream by a bump allocator: nothing is ever freed, nothing is collected. The caller may hand the
// memory of a stream that has ended to a fresh instance (src/mpeg4/wasm-module.ts): tables, which are laid out first and are the
// same for all streams, are then still there.

let top: usize = 0;

/** The memory was another instance's: it holds the tables, and whatever else. */
export let recycled: bool = false;

/** Says that the memory was another instance's; called before anything else. */
export function recycle(): void {
  recycled = true;
}

/** First address of `bytes` fresh, zeroed bytes, a multiple of 16; 0 where memory cannot grow that far. */
export function allocate(bytes: usize): usize {
  const start = allocateTable(bytes);
  if (recycled && start != 0) memory.fill(start, 0, bytes);
  return start;
}

/** As allocate(), for tables whose content does not depend on the stream: in recycled memory they are there already. */
export function allocateTable(bytes: usize): usize {
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
