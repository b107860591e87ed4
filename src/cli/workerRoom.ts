import { readFileSync } from 'node:fs';

const GIB = 2 ** 30;
/** Memory of a worker with its share of the process: 50 to 100 MiB were measured. */
const MEMORY = GIB / 8;
/** Addresses of the process, and of each thread and its WebAssembly memory, most of them for guards that are never touched. */
const OWN_ADDRESSES = 1.5 * GIB;
const THREAD_ADDRESSES = 1.25 * GIB;
const WASM_GUARDS = 10 * GIB;

/** Limits of this process, bytes; Infinity where there is none. */
export interface ProcessLimits {
  /** Memory that its container or batch job grants it (cgroup). */
  readonly memory: number;
  /** `ulimit -v`, by which some batch systems limit memory. */
  readonly addresses: number;
  /** WebAssembly reserves guards: Node runs without --disable-wasm-trap-handler. */
  readonly guards: boolean;
}

/** The limits that this process runs under. */
export function processLimits(): ProcessLimits {
  const memory = process.constrainedMemory();
  const option = '--disable-wasm-trap-handler';
  return {
    memory: memory > 0 ? memory : Infinity,
    addresses: addressLimit(),
    guards: !process.execArgv.includes(option) && !(process.env['NODE_OPTIONS'] ?? '').includes(option),
  };
}

/** Linux tells; elsewhere such limits are rare. */
function addressLimit(): number {
  try {
    const [, soft] = /^Max address space\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return soft === undefined ? Infinity : Number(soft);
  } catch {
    return Infinity;
  }
}

/** Workers that there is memory for, by default, and addresses for, in any case: V8 ends a process that has none for one more. */
export function workerRoom({ memory, addresses, guards }: ProcessLimits): { byMemory: number; byAddresses: number } {
  const each = THREAD_ADDRESSES + (guards ? WASM_GUARDS : 0);
  return {
    byMemory: Math.max(1, Math.floor(memory / MEMORY)),
    byAddresses: Math.max(1, Math.floor((addresses - OWN_ADDRESSES) / each)),
  };
}
