import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/device/packageRoot.ts';
import { conicShader, type Precision } from '../../src/conic/kernels/webgpu/conicShader.ts';
import { wgslSource } from '../../src/device/webgpu/wgslSource.ts';
import { compareProbe } from '../../src/device/webgpu/precisionProbe.ts';
import {
  GROUP_FIELDS,
  groupCapacity,
  SHAPE_FIELDS,
  shapeUniform,
} from '../../src/conic/kernels/webgpu/shapeUniform.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What the generator writes in front of the pieces. */
function generatedHead(precision: Precision): string {
  const code = conicShader({ precision, threads: 32, groupCapacity: 4 });
  return code.slice(0, code.indexOf('// What the kernel sees'));
}

describe('the generated conic shader', () => {
  it.each(['float32', 'doubleSingle'] as const)('has these constants and structures in %s', (precision) => {
    expect(generatedHead(precision)).toMatchSnapshot();
  });

  // a change of a kernel is a conscious one: it may move digits, and asks for the suites on a device
  it.each([
    { precision: 'float32', threads: 32, groupCapacity: 4 },
    { precision: 'float32', threads: 128, groupCapacity: 16 },
    { precision: 'doubleSingle', threads: 32, groupCapacity: 4 },
    { precision: 'doubleSingle', threads: 128, groupCapacity: 16 },
  ] as const)('has this text in $precision, $threads threads, $groupCapacity groups', (variant) => {
    const code = conicShader(variant);
    expect({ lines: code.split('\n').length, sha256: sha256(code) }).toMatchSnapshot();
  });

  it('is made of these pieces', () => {
    const pieces = readdirSync(join(packageRoot(), 'kernels')).filter((name) => name.endsWith('.wgsl'));
    const hashes = pieces.sort().map((name) => `${name} ${sha256(wgslSource(name.slice(0, -'.wgsl'.length)))}`);
    expect(hashes).toMatchSnapshot();
  });

  it('differs between the arithmetics in its constants and numbers alone', () => {
    const after = (precision: Precision): string => {
      const code = conicShader({ precision, threads: 32, groupCapacity: 4 });
      return code.slice(code.indexOf('// Sums, minima and votes'));
    };
    expect(after('doubleSingle')).toBe(after('float32'));
    expect(after('float32')).toContain('fn main(');
  });

  it('names every member of shape and group that the pieces use', () => {
    const code = conicShader({ precision: 'float32', threads: 32, groupCapacity: 4 });
    const used = (pattern: RegExp): string[] => [...new Set([...code.matchAll(pattern)].map((m) => m[1] as string))];
    const members: readonly string[] = [...SHAPE_FIELDS, 'groups'];
    expect(used(/\bshape\.(\w+)/g).filter((name) => !members.includes(name))).toEqual([]);
    expect(SHAPE_FIELDS.filter((name) => !used(/\bshape\.(\w+)/g).includes(name))).toEqual([]);
    expect(GROUP_FIELDS.filter((name) => !used(/\bq\.(\w+)/g).includes(name))).toEqual([]);
  });

  it('groups of a shape take 16-byte strides and room for 4, 16, 64, ..', () => {
    expect([1, 4, 5, 17].map(groupCapacity)).toEqual([4, 4, 16, 64]);
    const shape = Object.fromEntries(SHAPE_FIELDS.map((name, i) => [name, i]));
    const group = Object.fromEntries(GROUP_FIELDS.map((name, i) => [name, 1000 + i]));
    const words = shapeUniform(shape as never, [group as never]);
    expect(words.length % 4).toBe(0);
    const head = (SHAPE_FIELDS.length + 3) & ~3;
    expect([...words.subarray(0, SHAPE_FIELDS.length)]).toEqual(SHAPE_FIELDS.map((_, i) => i));
    expect([...words.subarray(head, head + GROUP_FIELDS.length)]).toEqual(GROUP_FIELDS.map((_, i) => 1000 + i));
  });
});

describe('the precision probe', () => {
  const [a, b] = [Math.fround(1.1), Math.fround(3.3)];
  const [sum, product, quotient, root] = [a + b, a * b, a / b, Math.sqrt(a)];
  const split = (v: number): [number, number] => [Math.fround(v), Math.fround(v - Math.fround(v))];
  const exact = [
    ...split(sum),
    ...split(product),
    ...split(quotient),
    ...split(root),
    Math.fround(quotient),
    Math.fround(root),
  ];

  it('passes exact answers', () => {
    const probe = compareProbe(Float32Array.of(a, b), Float32Array.from(exact));
    expect(probe.doubleSingle).toBe(true);
    expect(Object.values(probe.failures)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it.each([
    ['sum', 1],
    ['product', 3],
    ['quotient', 5],
    ['root', 7],
  ] as const)('refuses double-single where the low part of the %s is lost', (name, place) => {
    const answers = Float32Array.from(exact, (v, i) => (i === place ? 0 : v));
    const probe = compareProbe(Float32Array.of(a, b), answers);
    expect(probe.doubleSingle).toBe(false);
    expect(probe.failures[name]).toBe(1);
  });

  it('takes a division of float32 that is not correctly rounded', () => {
    const answers = Float32Array.from(exact, (v, i) => (i === 8 ? v * (1 + 2 ** -22) : v));
    const probe = compareProbe(Float32Array.of(a, b), answers);
    expect([probe.doubleSingle, probe.failures.quotient32]).toEqual([true, 1]);
  });
});
