import { afterEach, describe, expect, it } from 'vitest';
import { warningsOf } from '../../../src/cli/doctor/warnings.ts';
import type { ProbeAnswer } from '../../../src/cli/doctor/probeBackend.ts';
import { chooseArithmetic } from '../../../src/device/cuda/cudaArithmetic.ts';
import { compiledKernels, imagesFor, imagesOf, readImage } from '../../../src/device/cuda/images.ts';
import { versionText } from '../../../src/device/cuda/driver.ts';
import { runParameter } from '../../../src/conic/kernels/cuda/kernelParameters.ts';

afterEach(() => {
  delete process.env['ISAC_MC_CUDA_ARITHMETIC'];
});

describe('what the cuda backend chooses for a card', () => {
  it('double-single where float64 is 16 times slower than float32 or more', () => {
    // A100 and H100, consumer cards, B300
    expect([2, 32, 64].map(chooseArithmetic)).toEqual(['float64', 'doubleSingle', 'doubleSingle']);
    process.env['ISAC_MC_CUDA_ARITHMETIC'] = 'doubleSingle';
    expect(chooseArithmetic(2)).toBe('doubleSingle');
  });

  it('machine code of its major version that is not newer than it, then PTX', () => {
    const targets = (capability: number): string[] =>
      imagesFor(imagesOf(compiledKernels(), 'conic', 'float64', 32), capability).map(({ target }) => target);
    expect(Object.fromEntries([80, 86, 87, 89, 90, 100, 120].map((c) => [c, targets(c)]))).toEqual({
      80: ['sm_80', 'ptx'],
      86: ['sm_86', 'ptx'],
      87: ['sm_86', 'ptx'],
      89: ['sm_89', 'ptx'],
      90: ['sm_90', 'ptx'],
      100: ['ptx'],
      120: ['ptx'],
    });
  });

  it('every arithmetic has an image for blocks of 32, 64 and 128 threads on every card', () => {
    for (const arithmetic of ['float64', 'doubleSingle'] as const)
      for (const threads of [32, 64, 128])
        for (const capability of [80, 86, 89, 90, 120])
          expect(imagesFor(imagesOf(compiledKernels(), 'conic', arithmetic, threads), capability).at(-1)?.target).toBe(
            'ptx',
          );
  });

  it('PTX is of version 7.8, which drivers of CUDA 11.8 take, and ends with a 0', () => {
    const [ptx] = imagesFor(imagesOf(compiledKernels(), 'conic', 'float64', 32), 120);
    const bytes = ptx && readImage(ptx);
    expect(bytes?.toString('latin1')).toMatch(/^\.version 7\.8$/m);
    expect(bytes?.at(-1)).toBe(0);
  });

  it('CUDA versions as people write them', () => {
    expect([11080, 12040, 13000].map(versionText)).toEqual(['11.8', '12.4', '13.0']);
  });
});

it('a launch is told its programs, limits and start in 40 bytes', () => {
  const bytes = runParameter({ programs: 7, tolerance: 1e-10, maxIterations: 60, certificate: 1e-8, from: 'answer' });
  expect(bytes.length).toBe(40);
  expect([...new Uint32Array(bytes.buffer, 0, 4)]).toEqual([0, 7, 0, 60]);
  expect([...new Float64Array(bytes.buffer, 16, 2)]).toEqual([1e-10, 1e-8]);
  expect([...new Uint32Array(bytes.buffer, 32, 2)]).toEqual([2, 0]);
});

describe('the warning about tfjs-node-gpu', () => {
  const missing: ProbeAnswer = { usable: false, problem: 'x', hint: null };
  const cuda = (capability: string): ProbeAnswer => ({
    usable: true,
    name: 'cuda',
    device: 'card, CUDA 13.0, float64',
    reason: 'asked for',
    refusals: [],
    arithmetic: ['float64'],
    facts: { 'compute capability': capability },
    solved: true,
    error: 0,
    msPerProgram: 1,
  });
  const warnings = (answer: ProbeAnswer, found = true): string[] =>
    warningsOf({ cuda: answer }, [{ name: '@tensorflow/tfjs-node-gpu', use: '', found, get: '' }]);

  it('is given on cards of compute capability 9.0 and later where the package is installed', () => {
    expect(warnings(cuda('9.0'))).toEqual([
      expect.stringMatching(/libtensorflow 2\.9\.1.*CUDA 11\.2.*no code for compute capability 9\.0/) as string,
    ]);
    expect(warnings(cuda('12.0'))).toHaveLength(1);
    expect([warnings(cuda('8.6')), warnings(missing), warnings(cuda('9.0'), false)]).toEqual([[], [], []]);
  });
});
