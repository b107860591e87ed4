import { defineConfig } from 'vitest/config';
import { swiftShaderEnvironment } from './device/swiftShader.ts';

interface Suite {
  readonly files: readonly string[];
  readonly env?: Record<string, string>;
}

/**
 * Suites of tests that need more than a process and a moment, by what they need. A file belongs to the first whose patterns it matches; all
 * others are unit tests, and test/unitLimits.ts refuses those that start a process or a thread or compute for long.
 */
const SUITES: Readonly<Record<string, Suite>> = {
  /** The kernels on a software GPU, which takes most of a minute to compile them, once in each process. */
  webgpu: { files: ['test/device/webgpu.test.ts', 'test/device/webgpu/**'], env: swiftShaderEnvironment() },
  /** Every command that the documentation shows. */
  docs: { files: ['test/docs/commands.test.ts'] },
  /** Runs that are killed, and disks that refuse. */
  kill: { files: ['test/kill/**'] },
  /** Random input of every kind. */
  fuzz: { files: ['test/fuzz/**'] },
  /** A Slurm cluster, see test/slurm/install.sh. */
  slurm: { files: ['test/slurm/**'] },
  /** The command and other programs as processes. */
  e2e: { files: ['test/e2e/**', 'test/interop/**', 'test/examples/**', 'test/package/**'] },
  /** The stand-in for NVIDIA's driver, and the kernel on the emulator: both are compiled first. */
  cuda: { files: ['test/cuda/**'] },
  /** Whole studies, threads, and what else computes for seconds. */
  study: { files: [] },
};

const suites = Object.entries(SUITES);
const shared = { pool: 'forks', testTimeout: 120_000, hookTimeout: 120_000 } as const;
const TENSORFLOW = 'test/tensorflow/**'; // has a configuration of its own

export default defineConfig({
  test: {
    maxWorkers: '100%', // by default a core is left alone, which is half of a machine of two
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [TENSORFLOW, ...suites.flatMap(([, { files }]) => files)],
          setupFiles: ['test/unitLimits.ts'],
          isolate: false, // what a file imports the next one finds loaded
        },
      },
      ...suites.map(([name, { files, env = {} }], i) => ({
        test: {
          ...shared,
          name,
          include: files.map((f) => f.replace(/\*\*$/, '**/*.test.ts')),
          exclude: suites.slice(0, i).flatMap(([, earlier]) => earlier.files),
          env,
        },
      })),
    ],
  },
});
