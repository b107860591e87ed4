// Loaded before a command (node --import): writes its processor time in milliseconds to the file HOST_BENCH_TIMES when it ends, of the process, of the main thread,
// and of that thread within the kernels: the conic solve, and the draws of CSI errors with their SINRs and counts.
import { openSync, readSync, writeFileSync } from 'node:fs';

const KERNELS = new Set(['solve', 'drawErrors', 'receive', 'reduce', 'drawNoise', 'drawSymbols', 'decide']);
const file = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
const text = Buffer.alloc(64);
/** Processor time of the main thread, as Linux counts it. */
const now = () => {
  const bytes = readSync(file, text, 0, 64, 0);
  return Number(text.latin1Slice(0, bytes).split(' ', 1)[0]) / 1e6;
};

let kernels = 0;
const counted =
  (kernel) =>
  (...args) => {
    const start = now();
    try {
      return kernel(...args);
    } finally {
      kernels += now() - start;
    }
  };
const { Instance } = WebAssembly;
WebAssembly.Instance = function instanceOf(module, imports) {
  const { exports } = new Instance(module, imports);
  const own = Object.entries(exports).map(([name, value]) => [name, KERNELS.has(name) ? counted(value) : value]);
  return { exports: Object.fromEntries(own) };
};

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  writeFileSync(process.env.HOST_BENCH_TIMES, JSON.stringify({ main: now(), process: (user + system) / 1e3, kernels }));
});
