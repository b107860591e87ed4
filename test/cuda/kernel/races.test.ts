import { INFO } from '../../../src/conic/kernels/conicSolve.ts';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { shapeParameter } from '../../../src/conic/kernels/cuda/kernelParameters.ts';
import { replaceOnce, withEditedKernel } from './editedSource.ts';
import { SMALL_PROGRAMS, smallLaunch } from './smallPrograms.ts';
import { missing, skipped } from './startEmulated.ts';

const run = promisify(execFile);
const THREADS = 4;
const ITERATIONS = 3;
const FLAGS = [
  ...'-x c++ -std=c++17 -O1 -g -ffp-contract=off -fsanitize=thread -DRACES'.split(' '),
  `-DTHREADS=${THREADS}`,
  // two warps: what one does between two barriers of the block may not rest on the other's
  '-DWARP_LANES=2',
  ...(process.arch === 'x64' ? ['-mfma'] : []),
  '-lpthread',
];

/** A small program as the file that kernels/cuda/emulator/threadsEntry.h reads; counter 1 of the queue chooses the edited kernel's fault. */
function programFile(family: string, slot: number): Buffer {
  const { layout, input } = smallLaunch(family);
  const shape = shapeParameter(layout);
  const { table, stateSize, workspace } = layout;
  const sizes = [shape.length, table.length, input.length, INFO + stateSize, workspace, ITERATIONS, slot, 0];
  const parts = [Int32Array.from(sizes), shape, table, input].map(({ buffer, byteOffset, byteLength }) => {
    const part = Buffer.alloc(Math.ceil(byteLength / 8) * 8);
    Buffer.from(buffer, byteOffset, byteLength).copy(part);
    return part;
  });
  return Buffer.concat(parts);
}

/** What the sanitizer and the program wrote. It stops at the first race. */
async function solve(program: string, file: string): Promise<{ out: string; races: string }> {
  const env = { ...process.env, TSAN_OPTIONS: 'halt_on_error=1' };
  try {
    const { stdout, stderr } = await run(program, [file], { env });
    return { out: stdout, races: stderr };
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return { out: stdout, races: stderr };
  }
}

/** Takes a barrier away where the fault is asked for: between the products of a sweep and those that take them up. */
function addFault(text: string): string {
  const before = '      stc(q.product + 2 * t, s);\n    }\n  }\n  sync();\n';
  return replaceOnce(text, before, before.replace('sync();', 'if (run.slot != 1) { sync(); }'));
}

describe.skipIf(missing)(`data races of the CUDA kernel under ThreadSanitizer${skipped}`, () => {
  it('are found where a barrier is missing, and nowhere else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'isac-mc-races-'));
    const write = (family: string, slot: number): string => {
      const file = join(folder, `${family} ${slot}`);
      writeFileSync(file, programFile(family, slot));
      return file;
    };
    try {
      await withEditedKernel(addFault, FLAGS, async (program) => {
        for (const family of SMALL_PROGRAMS) {
          const { out, races } = await solve(program, write(family, 0));
          expect(races).toBe('');
          expect(out).toMatch(/^4 3 \S+\n$/); // the iteration limit, three iterations
        }
        const { races } = await solve(program, write(SMALL_PROGRAMS[1], 1));
        expect(races).toContain('WARNING: ThreadSanitizer: data race');
        expect(races).toContain('kernels/operator.wgsl');
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
