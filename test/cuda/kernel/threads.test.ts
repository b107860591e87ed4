import { describe, expect, it } from 'vitest';
import { definitions, EMULATOR_FLAGS } from '../../../scripts/cuda/buildEmulator.ts';
import { replaceOnce, withEditedKernel } from './editedSource.ts';
import { EmulatedKernel } from './emulatedKernel.ts';
import { SMALL_PROGRAMS, smallLaunch } from './smallPrograms.ts';
import { emulatedKernel, missing, skipped } from './startEmulated.ts';

const THREADS = 32;
/** In order, backwards, and two random ones, in which the threads change places at every barrier. */
const ORDERS = [0, 1, 7, 12345];
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
/** A barrier of applyA, and what stands before it. */
const BARRIER = '      st(out + q.dual + 2 * t + 1, msub(mul(f, im(z)), s, ld(y + 1)));\n    }\n  }\n  sync();\n';

/** Faults of one edited kernel, by the slot of the queue that chooses them; the first is none. */
const FAULTS = ['none', 'a missing barrier', 'a divergent barrier', 'a thread that leaves', 'an odd address'] as const;
function addFaults(text: string): string {
  const barrier = BARRIER.replace('sync();', 'if (run.slot != 1 && (run.slot != 2 || lid != 3)) { sync(); }');
  const edited = replaceOnce(text, BARRIER, barrier);
  const leaving = replaceOnce(
    edited,
    '    if (i == LOAD) {',
    '    if (run.slot == 3 && lid == 5 && i == ITERATE) { return; } if (i == LOAD) {',
  );
  const vector = 'return q.inV + (k * q.vectors + s) * 2 * q.n';
  return replaceOnce(leaving, vector, `${vector} + (run.slot == 4 ? 1 : 0)`);
}

describe.skipIf(missing)(`threads of the CUDA kernel on the emulator${skipped}`, () => {
  it.each([
    ['float64', SMALL_PROGRAMS[0]],
    ['float64', SMALL_PROGRAMS[1]],
    ['doubleSingle', SMALL_PROGRAMS[1]],
  ] as const)('%s, %s: the same bytes in every order', async (arithmetic, family) => {
    const kernel = await emulatedKernel(arithmetic, THREADS);
    const launch = smallLaunch(family);
    const runs = ORDERS.map((order) => kernel.run({ ...launch, order }));
    expect(runs[0]?.answer[0]).toBe(0); // optimal
    expect(runs[0]?.barriers).toBeGreaterThan(1000);
    for (const { bytes, barriers } of runs) {
      expect(barriers).toBe(runs[0]?.barriers);
      expect(hex(bytes)).toBe(hex(runs[0]?.bytes ?? new Uint8Array()));
    }
  });

  it('several blocks share the queue: the same bytes as one after the other', async () => {
    const kernel = await emulatedKernel('float64', THREADS);
    const launch = smallLaunch(SMALL_PROGRAMS[0], 3);
    expect(hex(kernel.run({ ...launch, groups: 3 }).bytes)).toBe(hex(kernel.run(launch).bytes));
  });

  it('faults of the kernel are found', async () => {
    const launch = smallLaunch(SMALL_PROGRAMS[1]);
    const kind = { arithmetic: 'float64', threads: THREADS } as const;
    const flags = [...EMULATOR_FLAGS, '-O0', ...definitions(kind), '-DSOURCES="edited"'];
    await withEditedKernel(addFaults, flags, (file) => {
      const kernel = new EmulatedKernel(file, 'float64');
      const run = (fault: (typeof FAULTS)[number], order: number): string =>
        hex(kernel.run({ ...launch, order, slot: FAULTS.indexOf(fault) }).bytes);
      const clean = ORDERS.map((order) => run('none', order));
      expect(new Set(clean).size).toBe(1);
      expect(new Set([...clean, ...ORDERS.map((order) => run('a missing barrier', order))]).size).toBeGreaterThan(1);
      expect(() => run('a divergent barrier', 0)).toThrow(
        /^thread 0 is at the barrier of kernels\/operator\.wgsl:(\d+), thread 3 at the barrier of kernels\/operator\.wgsl:(?!\1)\d+$/,
      );
      expect(() => run('a thread that leaves', 0)).toThrow(
        /^thread 0 is at the barrier of kernels\/operator\.wgsl:\d+, thread 5 at its end$/,
      );
      expect(() => run('an odd address', 0)).toThrow(
        /^a complex number lies at 0x[\da-f]+, not at a multiple of 16 bytes$/,
      );
      expect(run('none', 0)).toBe(clean[0]); // faults leave nothing behind
    });
  });
});
