import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { replaceOnce, withEditedKernel } from '../kernel/editedSource.ts';
import { missing, skipped } from '../kernel/startEmulated.ts';

const run = promisify(execFile);
const FLAGS = [
  ...'-x c++ -std=c++17 -O1 -g -ffp-contract=off -fsanitize=thread -DRACES -DTHREADS=4'.split(' '),
  // two warps: what one does between two barriers of the block may not rest on the other's
  '-DWARP_LANES=2',
  ...(process.arch === 'x64' ? ['-mfma'] : []),
  '-lpthread',
];

/** What the sanitizer and kernels/cuda/emulator/errorDrawsThreads.h write, once a file of the kernel is edited. It stops at the first race. */
async function races(file: string, edit: (text: string) => string): Promise<{ out: string; found: string }> {
  return withEditedKernel(
    edit,
    FLAGS,
    async (program) => {
      const env = { ...process.env, TSAN_OPTIONS: 'halt_on_error=1' };
      try {
        const { stdout, stderr } = await run(program, [], { env });
        return { out: stdout, found: stderr };
      } catch (error) {
        const { stdout, stderr } = error as { stdout: string; stderr: string };
        return { out: stdout, found: stderr };
      }
    },
    'errorDraws',
    join('errorDraws', file),
  );
}

describe.skipIf(missing)(`data races of the error draws under ThreadSanitizer${skipped}`, () => {
  it('there are none', async () => {
    const { out, found } = await races('errorDraws.cu', (text) => text);
    expect(found).toBe('');
    // the smallest 20 of each of two designs, and what lies in their bins
    expect(Number(out)).toBeGreaterThanOrEqual(40);
    expect(Number(out)).toBeLessThan(400);
  });

  it.each([
    ['between two sums of a warp', 'reduce.h', '      syncWarp(lane);\n      for (u32 j', '      for (u32 j'],
    ['before the parts of a grid are added', 'tail.h', '  barrier();\n', ''],
  ])('a barrier that is missing %s is found', async (_, file, from, to) => {
    const { found } = await races(file, (text) => replaceOnce(text, from, to));
    expect(found).toContain('WARNING: ThreadSanitizer: data race');
    expect(found).toContain(file);
  });
});
