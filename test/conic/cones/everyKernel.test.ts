import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/packageRoot.ts';

/** Endings of the routines of each kind of cone in the kernels: nonnegative variables and second-order cones, Hermitian blocks. A new cone begins here. */
const CONES = ['Cones', 'Psd'] as const;
/** What the list of steps asks of every cone. Each name begins the name of a routine. */
const OPERATIONS = ['scale', 'applyH', 'corrector', 'maxStep|inside'] as const;
/** What else a kernel asks: where a solve begins, and whether an answer of a GPU is inside. TensorFlow has the unit among its constants. */
const OTHERS: Record<string, readonly string[]> = {
  'kernels/wasm/cones.ts': ['addUnit', 'inside'],
  'kernels/cones.wgsl': ['addUnit'],
};

const read = (path: string): string => readFileSync(join(packageRoot(), path), 'utf8');
const tensorflow = 'src/conic/kernels/tensorflow';
const kernels = {
  'kernels/wasm/cones.ts': read('kernels/wasm/cones.ts'),
  'kernels/cones.wgsl': read('kernels/cones.wgsl'),
  [tensorflow]: readdirSync(join(packageRoot(), tensorflow))
    .filter((name) => ['runBatch.ts', 'stages.ts'].includes(name))
    .map((name) => read(join(tensorflow, name)))
    .join('\n'),
};

describe.each(Object.entries(kernels))('%s', (name, text) => {
  const operations = [...OPERATIONS, ...(OTHERS[name] ?? [])];
  it.each(CONES.flatMap((cone) => operations.map((operation) => [operation, cone] as const)))(
    'calls %s of %s',
    (operation, cone) => {
      const calls = new RegExp(`\\b(${operation})${cone}\\(`).test(text);
      expect(calls, `${name} calls no ${operation}${cone}`).toBe(true);
    },
  );
});
