import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BackendUnavailable } from '../../src/device/backend.ts';
import { CudaError } from '../../src/device/cuda/driver.ts';
import { DeviceFault } from '../../src/device/deviceFault.ts';
import { InputError, invariant, ResumableError } from '../../src/errors.ts';
import { hermitianSolver } from '../../src/linalg/hermitianSolve.ts';
import { drawFault } from '../../src/study/drawFault.ts';

/** What a function throws. */
function thrown(f: () => unknown): unknown {
  try {
    f();
  } catch (error) {
    return error;
  }
  throw new Error('expected an error');
}

describe('drawFault', () => {
  it.each([
    ['an internal error', () => invariant(false, 'columns are independent'), 'internal error: columns are independent'],
    [
      'linear algebra',
      () => hermitianSolver(new Float64Array(2), 1),
      'hermitian matrix: expected positive definite, got pivot 0 in row 0',
    ],
    [
      'a value that is not there',
      () => (undefined as unknown as number[]).length,
      /^Cannot read properties of undefined/,
    ],
    ['an array of a length that is no number', () => new Float64Array(-1), 'Invalid typed array length: -1'],
    [
      'a message of several lines',
      () => {
        throw new Error('first\n  second');
      },
      'first second',
    ],
    [
      'an error without a message',
      () => {
        throw new TypeError();
      },
      'TypeError',
    ],
  ])('%s is the fault of the draw, told in one line', (_, f, message) => {
    expect(drawFault(thrown(f))).toMatch(message);
  });

  it('keeps a long message to one line of 300 characters', () => {
    expect(drawFault(new Error('x'.repeat(1000)))).toBe('x'.repeat(300));
  });

  it.each([
    ['a device that was lost', new DeviceFault('the GPU was lost')],
    ['a driver', new CudaError('cuEventQuery', 700, 'CUDA_ERROR_ILLEGAL_ADDRESS')],
    ['a backend that is missing', new BackendUnavailable('cpu', 'CPU kernels are missing')],
    ['a disk that refuses', new ResumableError('chunk 3: cannot be written')],
    ['the operating system', thrown(() => readFileSync('/'))],
    ['memory', thrown(() => new ArrayBuffer(2 ** 52))],
  ])('%s is not', (_, error) => {
    expect(drawFault(error)).toBeNull();
  });

  it('takes an InputError for the fault of the draw: the study was checked when it was read', () => {
    expect(drawFault(new InputError('data.rhs: expected finite numbers, got NaN at index 0'))).toMatch(/^data\.rhs/);
  });
});
