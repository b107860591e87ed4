/**
 * A process of its own that solves batches on webgpu, lowers its limit of address space so far that their buffers no longer fit, and solves
 * them again; prints one line of JSON. SwiftShader takes device memory from the process, so that its allocations fail.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { startBackend, stopBackend } from '../../../../src/device/startBackend.ts';
import { conicKernelOf } from '../../../../src/conic/kernels/conicKernelOf.ts';
import type { WebgpuConicKernel } from '../../../../src/conic/kernels/webgpu/conicKernelWebgpu.ts';
import type { ConicProgram } from '../../../../src/conic/program.ts';
import { solveProgram } from '../../../../src/conic/solveProgram.ts';
import { randomProgram } from '../../randomProgram.ts';

const MIB = 2 ** 20;

/** A batch whose programs are large for what they cost: `padding` MiB of full coefficients in float32, all but the objective's absent. */
function paddedProgram(batch: number, padding: number): ConicProgram {
  const { program } = randomProgram({
    seed: 1,
    batch,
    rows: 2,
    psd: [{ size: 8, count: 2, vectors: 1, termsPerRow: 1 }],
  });
  const [group] = program.shape.psd;
  const [data] = program.data.psd;
  if (!group || !data) throw new Error('a program with one group');
  const block = 2 * group.size ** 2;
  const slots = Math.ceil((padding * MIB) / 4 / batch / (group.count * block));
  const dense = new Float64Array(batch * group.count * slots * block);
  const denseRow = new Int32Array(group.count * slots).fill(-1);
  for (let k = 0; k < group.count; k++) denseRow[k * slots] = program.shape.rows;
  for (let i = 0; i < batch * group.count; i++)
    dense.set(data.dense.subarray(i * block, (i + 1) * block), i * slots * block);
  return {
    shape: { ...program.shape, psd: [{ ...group, denseCount: slots, denseRow }] },
    data: { ...program.data, psd: [{ ...data, dense }] },
  };
}

function limitAddressSpace(headroom: number): void {
  const size = /VmSize:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  const bytes = Number(size) * 1024 + headroom * MIB;
  execFileSync('prlimit', ['--pid', String(process.pid), `--as=${bytes}:unlimited`]);
}

/** Address space left, MiB, about 40: less than the buffers of either batch, more than those of half of the first one. */
const headroom = Number(process.argv[2]);
const { backend } = await startBackend('webgpu', { allowSoftware: true });
const { conic: gpu } = (await conicKernelOf(backend)) as WebgpuConicKernel;

/** Hash of all answers and the distinct statuses, or the error; and the dispatches that it took. */
async function solve(program: ConicProgram): Promise<{ answer?: string; error?: string; dispatches: number }> {
  const before = gpu.counters.dispatches;
  const outcome = await solveProgram(program, { tolerance: 0.9 }).then(
    ({ state, status }) => ({
      answer: `${createHash('sha256').update(state).digest('hex')} ${[...new Set(status)].join(' ')}`,
    }),
    (error: unknown) => ({ error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }),
  );
  return { ...outcome, dispatches: gpu.counters.dispatches - before };
}

const many = paddedProgram(500, 48);
// the workspace of one workgroup grows with the square of the slots: 130 MiB
const large = paddedProgram(2, 4);
const small = paddedProgram(2, 0.01);
const before = { many: await solve(many), small: await solve(small) };
await gpu.release();
limitAddressSpace(headroom);
const after = { many: await solve(many), large: await solve(large), small: await solve(small) };
process.stdout.write(`${JSON.stringify({ before, after })}\n`);
await stopBackend();
