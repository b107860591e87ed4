// Memory of the module: everything is laid out anew for the designs of a realization.
let top: usize = 0;

export function resetHeap(): void { top = (__heap_base + 63) & ~63; }

/** So many bytes, zero at the start of a layout only where the caller makes them so. The memory grows as needed. */
export function alloc(bytes: usize): usize {
  const p = top;
  top = (top + bytes + 63) & ~63;
  const pages = <i32>((top + 65535) >> 16) - memory.size();
  if (pages > 0) memory.grow(pages);
  return p;
}

/** Where the memory laid out so far ends: beyond the memory itself where that could not grow. */
export function heapTop(): usize { return top; }
