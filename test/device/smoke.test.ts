import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workerCount } from '../../src/cli/workerCount.ts';
import type { SolverPath } from '../../src/conic/solverPath.ts';
import { startBackend, stopBackend } from '../../src/device/startBackend.ts';
import { solveProgram } from '../../src/conic/solveProgram.ts';
import { noStandIn, useStandIn } from '../cuda/backend/standIn.ts';
import { FAMILIES } from '../conic/families.ts';
import { randomProgram, type RandomOptions } from '../conic/randomProgram.ts';
import { noSwiftShader } from './swiftShader.ts';

interface Device {
  readonly name: string;
  readonly missing: string | undefined;
  readonly start: () => Promise<unknown>;
  readonly tolerance: number;
  readonly accuracy: number;
  readonly path: SolverPath;
}

const EVERY_CONE = FAMILIES['every cone, two groups each'] as RandomOptions;

/** What `npm run test:device` checks at length. In float32, which is enough here, the kernel compiles on SwiftShader within seconds. */
const DEVICES: readonly Device[] = [
  {
    name: 'webgpu on SwiftShader',
    missing: noSwiftShader,
    start: async () => startBackend('webgpu', { allowSoftware: true }),
    tolerance: 1e-5,
    accuracy: 1e-4,
    path: 'float32',
  },
  {
    name: 'cuda on the stand-in driver',
    missing: noStandIn,
    start: async () => {
      await useStandIn();
      return startBackend('cuda');
    },
    tolerance: 1e-8,
    accuracy: 1e-7,
    path: 'float64',
  },
];

for (const { name, missing, start, tolerance, accuracy, path } of DEVICES)
  describe.skipIf(missing)(`${name}${missing === undefined ? '' : `: skipped, ${missing}`}`, () => {
    beforeAll(start, 600_000);
    afterAll(stopBackend);

    it('solves programs with every cone', async () => {
      const { program, optimum } = randomProgram({ ...EVERY_CONE, batch: 2 });
      const { status, objective, path: paths } = await solveProgram(program, { tolerance });
      expect([status, paths]).toEqual([Array(2).fill('optimal'), Array(2).fill(path)]);
      objective.forEach((v, i) =>
        expect(Math.abs(v - (optimum[i] as number)) / (1 + Math.abs(v))).toBeLessThan(accuracy),
      );
    });
  });

describe.skipIf(noSwiftShader)('the software driver of webgpu', () => {
  it('has threads of its own: one worker is enough', async () => {
    const { backend } = await startBackend('webgpu', { allowSoftware: true });
    try {
      expect(workerCount(undefined, backend, { SLURM_CPUS_PER_TASK: '24' })).toBe(1);
    } finally {
      await stopBackend();
    }
  });
});
