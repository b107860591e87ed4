import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/packageRoot.ts';
import { conicShader, type Precision } from '../../../src/conic/kernels/webgpu/conicShader.ts';
import { compareProbe } from '../../../src/device/webgpu/precisionProbe.ts';
import {
  GROUP_FIELDS,
  groupCapacity,
  SHAPE_FIELDS,
  shapeUniform,
} from '../../../src/conic/kernels/webgpu/shapeUniform.ts';

const shader = (precision: Precision): string => conicShader({ precision, threads: 32, groupCapacity: 4 });

/** Text of every piece in kernels/, by its name. */
const pieces = new Map(
  readdirSync(join(packageRoot(), 'kernels'))
    .filter((name) => name.endsWith('.wgsl'))
    .map((name) => [name.slice(0, -'.wgsl'.length), readFileSync(join(packageRoot(), 'kernels', name), 'utf8')]),
);
const piece = (name: string): string => pieces.get(name) ?? '';
/** Declarations of functions: name, parameters and result. */
const signatures = (text: string): string[] =>
  [...text.matchAll(/^fn (\w+\(.*?\)(?: -> \w+)?) \{/gm)].map((m) => m[1] ?? '');
const found = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((m) => m[1] ?? '');

describe('the generated conic shader', () => {
  it('has every piece in kernels/, but for the probe', () => {
    const text = shader('float32') + shader('doubleSingle');
    expect([...pieces.keys()].filter((name) => !text.includes(piece(name)))).toEqual(['precisionProbe']);
  });

  it('differs between the arithmetics in its constants and numbers alone', () => {
    const after = (precision: Precision): string => {
      const code = shader(precision);
      return code.slice(code.indexOf('// Sums, minima and votes'));
    };
    expect(after('doubleSingle')).toBe(after('float32'));
    expect(after('float32')).toContain('fn main(');
  });

  it('has the same functions of numbers in both arithmetics, and calls no other', () => {
    const [single, double] = [signatures(piece('number')), signatures(piece('numberDoubleSingle'))];
    expect(single.length).toBeGreaterThan(10);
    expect(single.filter((signature) => !double.includes(signature))).toEqual([]);
    const own = double.filter((signature) => !single.includes(signature)).map((signature) => signature.split('(')[0]);
    expect(own).toContain('twoSum');
    const calls = new RegExp(`\\b(${own.join('|')})\\(`, 'g');
    expect(found(shader('float32'), calls)).toEqual([]);
  });

  it.each(['float32', 'doubleSingle'] as const)(
    'declares each constant of the algorithm once in %s, and uses it',
    (precision) => {
      const code = shader(precision);
      const names = found(code.slice(0, code.indexOf('// What the kernel sees')), /^const (\w+) = /gm);
      expect(names.length).toBeGreaterThan(10);
      const times = (name: string, pattern: string): number =>
        found(code, new RegExp(pattern.replace('NAME', `(${name})`), 'gm')).length;
      expect(names.filter((name) => times(name, '^const NAME = ') !== 1)).toEqual([]);
      expect(names.filter((name) => times(name, '\\bNAME\\b') < 2)).toEqual([]);
    },
  );

  it('names every member of shape and group that the pieces use', () => {
    const code = shader('float32');
    const used = (pattern: RegExp): string[] => [...new Set(found(code, pattern))];
    const members: readonly string[] = [...SHAPE_FIELDS, 'groups'];
    expect(used(/\bshape\.(\w+)/g).filter((name) => !members.includes(name))).toEqual([]);
    expect(SHAPE_FIELDS.filter((name) => !used(/\bshape\.(\w+)/g).includes(name))).toEqual([]);
    expect(GROUP_FIELDS.filter((name) => !used(/\bq\.(\w+)/g).includes(name))).toEqual([]);
  });

  it('finds each member in the word of the uniform that was written for it', () => {
    const members = (name: string): string[] =>
      found(new RegExp(`struct ${name} \\{(.*)\\}`).exec(shader('float32'))?.[1] ?? '', /(\w+): i32/g);
    const [ofShape, ofGroup] = [members('Shape'), members('Group')];
    expect(ofGroup.length % 4).toBe(0); // elements of an array in a uniform take a multiple of 16 bytes
    const groupsAt = Math.ceil(ofShape.length / 4) * 4;
    const shape = Object.fromEntries(SHAPE_FIELDS.map((name, i) => [name, 1 + i]));
    const group = (k: number) => Object.fromEntries(GROUP_FIELDS.map((name, i) => [name, 1000 * k + i]));
    const words = shapeUniform(shape as never, [group(1), group(2)] as never);
    expect(words.length).toBe(groupsAt + 4 * ofGroup.length);
    for (const [name, value] of Object.entries(shape)) expect(words[ofShape.indexOf(name)], name).toBe(value);
    for (const k of [1, 2])
      for (const [name, value] of Object.entries(group(k)))
        expect(words[groupsAt + (k - 1) * ofGroup.length + ofGroup.indexOf(name)], name).toBe(value);
  });

  it('has room for 4, 16, 64, .. groups', () => {
    expect([1, 4, 5, 17].map(groupCapacity)).toEqual([4, 4, 16, 64]);
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
