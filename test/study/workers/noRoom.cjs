// Preloaded into every thread of a run (NODE_OPTIONS=--require): the memory of the conic kernels is refused to all but ROOM worker threads, which the
// files in ROOM_COUNT number, as by a limit on address space.
const { isMainThread } = require('node:worker_threads');
const fs = require('node:fs');

if (!isMainThread && process.env.ROOM !== undefined) {
  const { Instance } = WebAssembly;
  WebAssembly.Instance = function (module, imports) {
    const isKernels = WebAssembly.Module.exports(module).some(({ name }) => name === 'solve');
    if (isKernels && !takesRoom())
      throw new RangeError('WebAssembly.Instance(): Out of memory: Cannot allocate Wasm memory for new instance');
    return new Instance(module, imports);
  };
}

/** True for the first ROOM threads that ask: each makes a file that none made before it. */
function takesRoom() {
  for (let i = 0; i < Number(process.env.ROOM); i++)
    try {
      fs.writeFileSync(`${process.env.ROOM_COUNT}/${i}`, '', { flag: 'wx' });
      return true;
    } catch {
      continue;
    }
  return false;
}
