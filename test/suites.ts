import { swiftShaderEnvironment } from './device/swiftShader.ts';

interface Suite {
  /** Files of tests, relative to the repository: `*` stands for a part of a name, `**` for folders, `{a,b}` for one of them. */
  readonly files: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Whether what a file imports is still loaded for the next one. */
  readonly sharesModules?: boolean;
}

/**
 * Suites of tests that need more than a process and a moment, by what they need. A file belongs to the first whose patterns it matches; all
 * others are unit tests, and test/unitLimits.ts refuses those that start a process or a thread or compute for long.
 */
export const SUITES: Readonly<Record<string, Suite>> = {
  /** One program on every GPU backend, on stand-ins for the device. */
  smoke: { files: ['test/device/smoke.test.ts'], env: swiftShaderEnvironment() },
  /** The kernels on a software GPU, which takes most of a minute to compile them, once in each process. */
  webgpu: {
    files: [
      'test/device/webgpu.test.ts',
      'test/device/webgpu/**',
      'test/montecarlo/webgpu/**',
      'test/conic/kernels/webgpu/**',
      'test/study/workers/gpuWorkers.test.ts',
    ],
    env: swiftShaderEnvironment(),
  },
  /** The stand-in for NVIDIA's driver, and the kernel on the emulator. */
  cuda: { files: ['test/cuda/**'] },
  /** Every command that the documentation shows. */
  docs: { files: ['test/docs/*Commands.test.ts'] },
  /** Runs that are killed, and disks that refuse. */
  kill: { files: ['test/kill/**'] },
  /** Random input of every kind. */
  fuzz: { files: ['test/fuzz/**'] },
  /** A Slurm cluster, see test/slurm/install.sh. */
  slurm: { files: ['test/slurm/**'] },
  /** A configuration of its own, see test/tensorflow/run.ts. */
  tensorflow: { files: ['test/tensorflow/**'] },
  /** Tests that replace modules: each file has a process of its own. */
  alone: { files: ['test/**/{chunkLedger,wasmMemory}.test.ts'] },
  /** The command and other programs as processes. */
  e2e: {
    files: [
      'test/{e2e,interop,examples,package,cluster}/**',
      'test/docs/{generatedPages,notes,storedRun}.test.ts',
      'test/**/{instanceLimits,storedTables,studyDirectory,studyYaml}.test.ts',
    ],
    sharesModules: true,
  },
  /** Whole studies, threads, and what else computes for seconds. */
  study: {
    files: [
      'test/guard/**',
      'test/**/{designProgress,estimateRun,plotStudy,reductions,sameDraws}.test.ts',
      'test/**/{arrow,arrowReader,failedRows,flippedBytes,runStudy,sharedChannels,studyFieldsRead,trends}.test.ts',
      'test/**/{confidenceSequences,stopStudy}.test.ts',
      'test/**/{certificates,degenerateChannels,feasibilityEdge,lowerBounds,oneCell,solverCounts}.test.ts',
      'test/**/{blockedLinks,designTransmit,powerUnit,weighted}.test.ts',
      'test/study/{verify,workers}/**',
    ],
    sharesModules: true,
  },
};
