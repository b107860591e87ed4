import { beforeAll, expect, it } from 'vitest';
import type { Precision } from '../../../../src/conic/kernels/webgpu/conicShader.ts';
import { testRandom } from '../../testRandom.ts';
import { randomProgram } from '../../randomProgram.ts';
import { describePieces } from './describePieces.ts';
import { PieceProgram } from './pieceProgram.ts';

const CASES = 240;
const SIZE = 6; // three complex numbers

type Complex = readonly [number, number];
interface Operands {
  readonly s: Complex;
  readonly a: Complex;
  readonly b: Complex;
}
const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c];
const plus = ([a, b]: Complex, [c, d]: Complex): Complex => [a + c, b + d];
const minus = ([a, b]: Complex, [c, d]: Complex): Complex => [a - c, b - d];
const conjugate = ([a, b]: Complex): Complex => [a, -b];
const size = (v: Complex): number => Math.hypot(...v);

/** Every routine with its definition in float64 and the size that rounding errors are measured by. */
const REAL: Record<string, { code: string; value: (o: Operands) => number; scale?: (o: Operands) => number }> = {
  add: { code: 'add(re(a), re(b))', value: ({ a, b }) => a[0] + b[0] },
  sub: { code: 'sub(re(a), re(b))', value: ({ a, b }) => a[0] - b[0] },
  mul: { code: 'mul(re(a), re(b))', value: ({ a, b }) => a[0] * b[0] },
  div: { code: 'div(re(a), re(b))', value: ({ a, b }) => a[0] / b[0] },
  neg: { code: 'neg(re(a))', value: ({ a }) => -a[0] },
  root: { code: 'root(mul(re(a), re(a)))', value: ({ a }) => Math.abs(a[0]) },
  'mad, s + a b': {
    code: 'mad(re(s), re(a), re(b))',
    value: ({ s, a, b }) => s[0] + a[0] * b[0],
    scale: ({ s, a, b }) => Math.abs(s[0]) + Math.abs(a[0] * b[0]),
  },
  'msub, s - a b': {
    code: 'msub(re(s), re(a), re(b))',
    value: ({ s, a, b }) => s[0] - a[0] * b[0],
    scale: ({ s, a, b }) => Math.abs(s[0]) + Math.abs(a[0] * b[0]),
  },
  'inner, s + Re(conj(a) b)': {
    code: 'inner(re(s), a, b)',
    value: ({ s, a, b }) => s[0] + a[0] * b[0] + a[1] * b[1],
    scale: ({ s, a, b }) => Math.abs(s[0]) + size(a) * size(b),
  },
};
const COMPLEX: Record<string, { code: string; value: (o: Operands) => Complex }> = {
  'cadd, a + b': { code: 'cadd(a, b)', value: ({ a, b }) => plus(a, b) },
  'conj, conj(a)': { code: 'conj(a)', value: ({ a }) => conjugate(a) },
  'cscale, Re(s) a': { code: 'cscale(re(s), a)', value: ({ s, a }) => [s[0] * a[0], s[0] * a[1]] },
  'cmad, s + a b': { code: 'cmad(s, a, b)', value: ({ s, a, b }) => plus(s, times(a, b)) },
  'cmadc, s + conj(a) b': { code: 'cmadc(s, a, b)', value: ({ s, a, b }) => plus(s, times(conjugate(a), b)) },
  'cmadr, s + a conj(b)': { code: 'cmadr(s, a, b)', value: ({ s, a, b }) => plus(s, times(a, conjugate(b))) },
  'cmsubr, s - a conj(b)': { code: 'cmsubr(s, a, b)', value: ({ s, a, b }) => minus(s, times(a, conjugate(b))) },
};

const loop = (statement: string): string => `
  for (var i = lid; i < ${CASES}; i += T) {
    let s = datac(${SIZE} * i); let a = datac(${SIZE} * i + 2); let b = datac(${SIZE} * i + 4);
    ${statement}
  }`;

/** The nearest number that an arithmetic holds: both start from the same numbers then. */
const held = (v: number, precision: Precision): number => {
  const high = Math.fround(v);
  return precision === 'float32' ? high : high + Math.fround(v - high);
};

describePieces('numbers', (runner) => {
  const { layout } = new PieceProgram(randomProgram({ seed: 1, rows: 1, nonneg: 1 }).program);
  let operands = new Float64Array(0);
  let all: readonly Operands[] = [];
  beforeAll(() => {
    // over 16 binary orders of magnitude
    const next = testRandom(5);
    operands = Float64Array.from({ length: SIZE * CASES }, () =>
      held(next() * 2 ** Math.floor(8 * next()), runner().precision),
    );
    const at = (i: number): Complex => [operands[i] as number, operands[i + 1] as number];
    all = Array.from({ length: CASES }, (_, i) => ({
      s: at(SIZE * i),
      a: at(SIZE * i + 2),
      b: at(SIZE * i + 4),
    }));
  });
  const answers = async (statement: string, width: number): Promise<Float64Array> => {
    const workspace = new Float64Array(CASES * width);
    return (await runner().run(loop(statement), { layout, programs: 1, input: operands, workspace })).workspace;
  };

  it.each(Object.entries(REAL))('%s', async (_, { code, value, scale }) => {
    const got = await answers(`ws[i] = ${code};`, 1);
    expect(all.length).toBe(CASES);
    all.forEach((o, i) => {
      const error = Math.abs((got[i] as number) - value(o));
      expect(error).toBeLessThanOrEqual(runner().unit * (scale?.(o) ?? Math.abs(value(o))));
    });
  });

  it.each(Object.entries(COMPLEX))('%s', async (_, { code, value }) => {
    const got = await answers(`let v = ${code}; ws[2 * i] = re(v); ws[2 * i + 1] = im(v);`, 2);
    expect(all.length).toBe(CASES);
    all.forEach((o, i) => {
      const error = size(minus([got[2 * i] as number, got[2 * i + 1] as number], value(o)));
      const scale = size(o.s) + size(o.b) + size(o.a) * (1 + size(o.b) + size(o.s));
      expect(error).toBeLessThanOrEqual(runner().unit * scale);
    });
  });

  it('the root of 0 is 0', async () => {
    const input = Float64Array.of(0);
    const { answer } = await runner().run('if (lid == 0) { answer[0] = root(data(0)); }', {
      layout,
      programs: 1,
      input,
      workspace: input,
    });
    expect(answer[0]).toBe(0);
  });

  it('finite and positive look at the bits: NaN, infinities, zeros, the smallest and the largest number', async () => {
    const bits = [0x7fc00000, 0x7f800000, 0xff800000, 0, 0x80000000, 1, 0x3f800000, 0xbf800000, 0x7f7fffff];
    const statements = bits.map(
      (word, i) => `
        if (lid == ${i}) {
          let v = bitcast<f32>(${word}u ^ run.zero);
          answer[${2 * i}] = real(select(0.0, 1.0, finite(v)));
          answer[${2 * i + 1}] = real(select(0.0, 1.0, positive(v)));
        }`,
    );
    const { answer } = await runner().run(statements.join(''), {
      layout,
      programs: 1,
      input: operands,
      workspace: new Float64Array(1),
    });
    const told = (offset: number): number[] => bits.map((_, i) => answer[2 * i + offset] as number);
    expect(told(0)).toEqual([0, 0, 0, 1, 1, 1, 1, 1, 1]);
    expect(told(1)).toEqual([0, 0, 0, 0, 0, 1, 1, 0, 1]);
  });
});
