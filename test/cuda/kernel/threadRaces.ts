import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withEditedKernel } from './editedSource.ts';

const run = promisify(execFile);
const FLAGS = [
  ...'-x c++ -std=c++17 -O1 -g -ffp-contract=off -fsanitize=thread -DRACES -DTHREADS=4'.split(' '),
  // two warps: what one does between two barriers of the block may not rest on the other's
  '-DWARP_LANES=2',
  ...(process.arch === 'x64' ? ['-mfma'] : []),
  '-lpthread',
];

/**
 * What the sanitizer and the program of a kernel's threads (kernels/cuda/emulator) write, once a file in the kernel's folder is edited. It stops at the first
 * race.
 */
export async function races(
  kernel: 'errorDraws' | 'symbolErrors',
  file: string,
  edit: (text: string) => string,
): Promise<{ out: string; found: string }> {
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
    kernel,
    join(kernel, file),
  );
}
