// Entry of the AssemblyScript module: every export of the CPU kernels.
export function heapBase(): usize {
  return __heap_base;
}
