import type { ConicInput } from '../../src/conic/lowering/conicInput.ts';
import { blockCoordinates } from '../../src/conic/lowering/conicInput.ts';

/** What is known of a program by its construction. */
export type Truth = 'optimal' | 'infeasible' | 'unbounded' | 'unknown';

/** A cone of a trial program; `psd` is complex where `real` is false. */
export interface TrialCone {
  readonly kind: 'nonneg' | 'secondOrder' | 'psd';
  readonly size: number;
  readonly real: boolean;
}

/** A program min c^T x, A x = b, h - G x in cones, x = [free | cones], with its truth. */
export interface TrialProgram {
  readonly truth: Truth;
  /** Optimal value where the truth is optimal, otherwise NaN. */
  readonly objective: number;
  readonly cost: number[];
  readonly free: number;
  /** Cones of the variables after the free ones. */
  readonly cones: readonly TrialCone[];
  readonly A: number[][];
  readonly b: number[];
  readonly G: number[][];
  readonly h: number[];
  /** Cones of the slacks. */
  readonly slacks: readonly TrialCone[];
  /** Factor that each row of G was multiplied with, 1 where it is absent. */
  readonly units?: readonly number[];
}

export type Next = () => number;

export function width({ kind, size, real }: TrialCone): number {
  return kind === 'psd' ? blockCoordinates(size, real) : size;
}

const order = ['nonneg', 'secondOrder', 'psd'];

/** Up to `most` random cones in the order of `solveConic`. */
export function drawCones(next: Next, most: number): TrialCone[] {
  const out: TrialCone[] = [];
  const count = 1 + Math.floor(next() * most);
  for (let k = 0; k < count; k++) {
    const kind = (['nonneg', 'secondOrder', 'psd'] as const)[Math.floor(3 * next())] ?? 'nonneg';
    const size = kind === 'psd' ? 2 + Math.floor(2 * next()) : 2 + Math.floor(3 * next());
    out.push({ kind, size, real: kind !== 'psd' || next() < 0.5 });
  }
  return out.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

const normal = (next: Next): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
export const normals = (n: number, next: Next): number[] => Array.from({ length: n }, () => normal(next));
export const zeros = (n: number): number[] => Array.from({ length: n }, () => 0);
export const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((s, v, i) => s + v * (b[i] ?? NaN), 0);

/** svec of H diag(values) H with H = I - 2 u u^H. */
function reflected(values: readonly number[], u: readonly [number, number][], real: boolean): number[] {
  const n = values.length;
  const at = (i: number, k: number): [number, number] => {
    const [a, b] = u[i] ?? [0, 0];
    const [c, d] = u[k] ?? [0, 0];
    return [(i === k ? 1 : 0) - 2 * (a * c + b * d), -2 * (b * c - a * d)];
  };
  const entry = (i: number, j: number): [number, number] => {
    let re = 0;
    let im = 0;
    values.forEach((v, k) => {
      const [a, b] = at(i, k);
      const [c, d] = at(j, k);
      re += v * (a * c + b * d);
      im += v * (b * c - a * d);
    });
    return [re, im];
  };
  const diagonal: number[] = [];
  const re: number[] = [];
  const im: number[] = [];
  for (let i = 0; i < n; i++) {
    diagonal.push(entry(i, i)[0]);
    for (let j = 0; j < i; j++) {
      re.push(Math.SQRT2 * entry(i, j)[0]);
      im.push(Math.SQRT2 * entry(i, j)[1]);
    }
  }
  return [...diagonal, ...re, ...(real ? [] : im)];
}

/** Complementary points of a product of cones: x^T z = 0, x + z inside. */
export function complementary(cones: readonly TrialCone[], next: Next): { x: number[]; z: number[] } {
  const x: number[] = [];
  const z: number[] = [];
  const positive = (): number => 0.5 + next();
  for (const cone of cones) {
    const { kind, size } = cone;
    if (kind === 'nonneg') {
      for (let i = 0; i < size; i++) {
        const first = next() < 0.6;
        x.push(first ? positive() : 0);
        z.push(first ? 0 : positive());
      }
    } else if (kind === 'secondOrder') {
      const body = normals(size - 1, next);
      const norm = Math.sqrt(dot(body, body)) || 1;
      const draw = next();
      const [f, g] = [positive(), positive()];
      const interior = [2 * norm, ...body];
      if (draw < 0.25) [x, z].forEach((v, k) => v.push(...(k === 0 ? interior : zeros(size))));
      else if (draw < 0.4) [x, z].forEach((v, k) => v.push(...(k === 1 ? interior : zeros(size))));
      else {
        x.push(f, ...body.map((v) => (f * v) / norm));
        z.push(g, ...body.map((v) => (-g * v) / norm));
      }
    } else {
      const { u, rank } = frame(cone, next);
      const values = zeros(size).map(() => positive());
      x.push(
        ...reflected(
          values.map((v, i) => (i < rank ? v : 0)),
          u,
          cone.real,
        ),
      );
      z.push(
        ...reflected(
          values.map((v, i) => (i < rank ? 0 : v)),
          u,
          cone.real,
        ),
      );
    }
  }
  return { x, z };
}

function frame({ size, real }: TrialCone, next: Next): { u: [number, number][]; rank: number } {
  const u = Array.from({ length: size }, (): [number, number] => [normal(next), real ? 0 : normal(next)]);
  const norm = Math.hypot(...u.flat()) || 1;
  return { u: u.map(([a, b]) => [a / norm, b / norm]), rank: 1 + Math.floor(next() * (size - 1)) };
}

/** A point well inside a product of cones. */
export function inside(cones: readonly TrialCone[], next: Next): number[] {
  const { x, z } = complementary(cones, next);
  return x.map((v, i) => v + (z[i] ?? 0));
}

/** The program in the form of `solveConic`, with constraint rows where slacks lie in second-order and PSD cones. */
export function asInput(p: TrialProgram): ConicInput {
  const nonneg = (cones: readonly TrialCone[]): number =>
    cones.reduce((s, c) => s + (c.kind === 'nonneg' ? c.size : 0), 0);
  const secondOrder = p.cones.filter((c) => c.kind === 'secondOrder').map(({ size }) => ({ size, count: 1 }));
  const psd = p.cones.filter((c) => c.kind === 'psd').map(({ size, real }) => ({ size, count: 1, real }));
  const bounds = nonneg(p.slacks);
  let at = bounds;
  const rowsOf = (cone: TrialCone): { matrix: number[][]; rhs: number[] } => {
    const from = at;
    at += width(cone);
    return { matrix: p.G.slice(from, at), rhs: p.h.slice(from, at) };
  };
  const constraints = {
    secondOrder: p.slacks
      .filter((c) => c.kind === 'secondOrder')
      .map((c) => ({ size: c.size, count: 1, ...rowsOf(c) })),
    psd: p.slacks.filter((c) => c.kind === 'psd').map((c) => ({ size: c.size, count: 1, real: c.real, ...rowsOf(c) })),
  };
  return {
    cost: p.cost,
    ...(p.A.length > 0 ? { equality: { matrix: p.A, rhs: p.b } } : {}),
    ...(bounds > 0 ? { inequality: { matrix: p.G.slice(0, bounds), rhs: p.h.slice(0, bounds) } } : {}),
    constraints,
    cones: { free: p.free, nonneg: nonneg(p.cones), secondOrder, psd },
  };
}

const sorted = (cones: readonly TrialCone[]): TrialCone[] =>
  [...cones].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));

/** The same program with equality rows and a cone variable for every slack, in the unit that the row had before it was scaled. */
export function withSlackVariables(p: TrialProgram): TrialProgram {
  const n = p.cost.length;
  const all = sorted([...p.cones, ...p.slacks]);
  const column = new Map<TrialCone, number>();
  let at = p.free;
  for (const cone of all) {
    column.set(cone, at);
    at += width(cone);
  }
  const total = at;
  const old: number[] = Array.from({ length: p.free }, (_, j) => j);
  for (const cone of p.cones) for (let t = 0; t < width(cone); t++) old.push((column.get(cone) ?? NaN) + t);
  const spread = (row: readonly number[]): number[] => {
    const out = zeros(total);
    for (let j = 0; j < n; j++) out[old[j] ?? NaN] = row[j] ?? NaN;
    return out;
  };
  const slackPlace = p.slacks.flatMap((cone) =>
    Array.from({ length: width(cone) }, (_, t) => (column.get(cone) ?? NaN) + t),
  );
  const G = p.G.map((row, r) => {
    const out = spread(row);
    out[slackPlace[r] ?? NaN] = p.units?.[r] ?? 1;
    return out;
  });
  return {
    ...p,
    cost: spread(p.cost),
    cones: all,
    A: [...p.A.map(spread), ...G],
    b: [...p.b, ...p.h],
    G: [],
    h: [],
    slacks: [],
  };
}

/** The same program with free variables only: cones of variables become constraint rows. */
export function withConstraintRows(p: TrialProgram): TrialProgram {
  const n = p.cost.length;
  const rows: { cone: TrialCone; G: number[][]; h: number[] }[] = [];
  let at = 0;
  for (const cone of p.slacks) {
    rows.push({ cone, G: p.G.slice(at, at + width(cone)), h: p.h.slice(at, at + width(cone)) });
    at += width(cone);
  }
  let j = p.free;
  for (const cone of p.cones) {
    const from = j;
    j += width(cone);
    rows.push({
      cone,
      G: Array.from({ length: width(cone) }, (_, t) => zeros(n).map((_zero, k) => (k === from + t ? -1 : 0))),
      h: zeros(width(cone)),
    });
  }
  rows.sort((a, b) => order.indexOf(a.cone.kind) - order.indexOf(b.cone.kind));
  return {
    ...p,
    free: n,
    cones: [],
    slacks: rows.map((r) => r.cone),
    G: rows.flatMap((r) => r.G),
    h: rows.flatMap((r) => r.h),
  };
}
