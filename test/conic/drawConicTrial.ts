import {
  complementary,
  dot,
  drawCones,
  inside,
  normals,
  width,
  zeros,
  type Next,
  type TrialCone,
  type TrialProgram,
  type Truth,
} from './conicTrialProgram.ts';

const size = (cones: readonly TrialCone[]): number => cones.reduce((s, c) => s + width(c), 0);
const integer = (next: Next, most: number): number => Math.floor(next() * (most + 1));

interface Sizes {
  readonly free: number;
  readonly cones: TrialCone[];
  readonly slacks: TrialCone[];
  readonly m: number;
  readonly n: number;
  readonly p: number;
}

function drawSizes(next: Next): Sizes {
  const free = next() < 0.3 ? 0 : integer(next, 5);
  const cones = drawCones(next, 3);
  const slacks = next() < 0.3 ? [] : drawCones(next, 3);
  const n = free + size(cones);
  return { free, cones, slacks, m: 1 + integer(next, Math.max(0, Math.min(6, n - 2))), n, p: size(slacks) };
}

/** A row with some zeros. */
const sparseRow = (n: number, next: Next): number[] => normals(n, next).map((v) => (next() < 0.3 ? 0 : v));

/** rows^T weights. */
function combine(rows: readonly number[][], weights: readonly number[], n: number): number[] {
  const out = zeros(n);
  rows.forEach((row, r) => {
    row.forEach((v, j) => {
      out[j] = (out[j] ?? 0) + v * (weights[r] ?? 0);
    });
  });
  return out;
}

const plus = (a: readonly number[], b: readonly number[], f = 1): number[] => a.map((v, i) => v + f * (b[i] ?? 0));

/** With a primal and a dual optimal point that are strictly complementary. */
function drawOptimal(next: Next): TrialProgram {
  const s = drawSizes(next);
  const { x, z } = complementary(s.cones, next);
  const point = [...normals(s.free, next), ...x];
  const slack = complementary(s.slacks, next);
  const A = Array.from({ length: s.m }, () => sparseRow(s.n, next));
  const G = Array.from({ length: s.p }, () => sparseRow(s.n, next));
  const y = normals(s.m, next);
  let cost = [...zeros(s.free), ...z];
  cost = plus(cost, combine(A, y, s.n));
  cost = plus(cost, combine(G, slack.z, s.n), -1);
  return {
    truth: 'optimal',
    objective: dot(cost, point),
    cost,
    free: s.free,
    cones: s.cones,
    A,
    b: A.map((row) => dot(row, point)),
    G,
    h: G.map((row, r) => dot(row, point) + (slack.x[r] ?? NaN)),
    slacks: s.slacks,
  };
}

/** With a proof well inside the dual cones that it has no point. */
function drawInfeasible(next: Next): TrialProgram {
  const s = drawSizes(next);
  const A = Array.from({ length: s.m }, () => sparseRow(s.n, next));
  const G = Array.from({ length: s.p }, () => sparseRow(s.n, next));
  const y = normals(s.m, next).map((v) => (Math.abs(v) < 0.3 ? 0.5 : v));
  const w = inside(s.slacks, next);
  const z = [...zeros(s.free), ...inside(s.cones, next)];
  const b = normals(s.m, next);
  const h = normals(s.p, next);
  // the last equality row makes A^T y - G^T w + z = 0 and b^T y - h^T w = 1
  y[s.m - 1] = 0;
  const rest = plus(plus(combine(A, y, s.n), combine(G, w, s.n), -1), z);
  A[s.m - 1] = rest.map((v) => -v);
  b[s.m - 1] = 0;
  const value = dot(b, y) - dot(h, w);
  b[s.m - 1] = 1 - value;
  // the dual has a point, so that it is not infeasible too
  const slack = plus(combine(A, normals(s.m, next), s.n), combine(G, inside(s.slacks, next), s.n), -1);
  return {
    truth: 'infeasible',
    objective: NaN,
    cost: plus(slack, [...zeros(s.free), ...inside(s.cones, next)]),
    free: s.free,
    cones: s.cones,
    A,
    b,
    G,
    h,
    slacks: s.slacks,
  };
}

/** With a point and a direction of endless descent, both well inside the cones. */
function drawUnbounded(next: Next): TrialProgram {
  const s = drawSizes(next);
  const ray = [...normals(s.free, next), ...inside(s.cones, next)];
  const point = [...normals(s.free, next), ...inside(s.cones, next)];
  const square = dot(ray, ray);
  const along = (row: number[], value: number): number[] => plus(row, ray, (value - dot(row, ray)) / square);
  const A = Array.from({ length: s.m }, () => along(normals(s.n, next), 0));
  const gain = inside(s.slacks, next);
  const G = Array.from({ length: s.p }, (_, r) => along(normals(s.n, next), -(gain[r] ?? NaN)));
  const slack = inside(s.slacks, next);
  return {
    truth: 'unbounded',
    objective: NaN,
    cost: along(normals(s.n, next), -1),
    free: s.free,
    cones: s.cones,
    A,
    b: A.map((row) => dot(row, point)),
    G,
    h: G.map((row, r) => dot(row, point) + (slack[r] ?? NaN)),
    slacks: s.slacks,
  };
}

/** Consistent copies, combinations and multiples of equality rows, empty rows and free variables in no row: nothing changes. */
function addIdleParts(p: TrialProgram, next: Next): TrialProgram {
  const A = p.A.map((row) => [...row]);
  const b = [...p.b];
  const m = A.length;
  const copies = [0, 0, 1, 2, 20][integer(next, 4)] ?? 0;
  for (let k = 0; k < copies && m > 0; k++) {
    const [i, j] = [integer(next, m - 1), integer(next, m - 1)];
    const [f, g] = next() < 0.5 ? [1, 0] : normals(2, next);
    A.push(
      plus(
        (A[i] ?? []).map((v) => v * (f ?? 1)),
        A[j] ?? [],
        g,
      ),
    );
    b.push((b[i] ?? NaN) * (f ?? 1) + (b[j] ?? NaN) * (g ?? 0));
  }
  if (next() < 0.2) {
    A.push(zeros(p.cost.length));
    b.push(0);
  }
  const insert = (row: readonly number[]): number[] => [...row.slice(0, p.free), 0, ...row.slice(p.free)];
  if (next() >= 0.2) return { ...p, A, b };
  return { ...p, free: p.free + 1, cost: insert(p.cost), A: A.map(insert), b, G: p.G.map(insert) };
}

/** Rows, the rows of one cone alike, times 10^-10 .. 10^3, and free variables in other units. */
function scale(p: TrialProgram, next: Next): TrialProgram {
  const factor = (): number => (next() < 0.6 ? 1 : 10 ** (-10 + 13 * next()));
  const unit = p.cost.map((_, j) => (j < p.free && next() < 0.3 ? 10 ** (-3 + 6 * next()) : 1));
  const inUnits = (row: readonly number[], f: number): number[] => row.map((v, j) => v * f * (unit[j] ?? 1));
  // an empty row has no size that could tell 1e-10 from rounding
  const rows = p.A.map((row) => (row.some((v) => v !== 0) ? factor() : 1));
  const slackRows = p.slacks.flatMap((cone) => {
    const f = factor();
    return zeros(width(cone)).map(() => (cone.kind === 'nonneg' ? factor() : f));
  });
  return {
    ...p,
    cost: inUnits(p.cost, 1),
    A: p.A.map((row, r) => inUnits(row, rows[r] ?? 1)),
    b: p.b.map((v, r) => v * (rows[r] ?? 1)),
    G: p.G.map((row, r) => inUnits(row, slackRows[r] ?? 1)),
    h: p.h.map((v, r) => v * (slackRows[r] ?? 1)),
    units: slackRows,
  };
}

/** A feasible program with rows that contradict each other, or a free variable in no row that the cost wants endless. */
function spoil(p: TrialProgram, next: Next): TrialProgram {
  const spoilt = (truth: Truth, more: Partial<TrialProgram>): TrialProgram => ({
    ...p,
    ...more,
    truth,
    objective: NaN,
  });
  const draw = next();
  if (draw < 0.4) {
    const weights = normals(p.A.length, next);
    const value = dot(p.b, weights);
    return spoilt('infeasible', {
      A: [...p.A, combine(p.A, weights, p.cost.length)],
      b: [...p.b, value + (next() < 0.5 ? 1 : -0.1) * (1 + Math.abs(value))],
    });
  }
  if (draw < 0.6) return spoilt('infeasible', { A: [...p.A, zeros(p.cost.length)], b: [...p.b, 1] });
  const insert = (row: readonly number[], value: number): number[] => [
    ...row.slice(0, p.free),
    value,
    ...row.slice(p.free),
  ];
  return spoilt('unbounded', {
    free: p.free + 1,
    cost: insert(p.cost, next() < 0.5 ? 1 : -0.5),
    A: p.A.map((row) => insert(row, 0)),
    G: p.G.map((row) => insert(row, 0)),
  });
}

/** A random program with known status: free, dependent, duplicate, empty and badly scaled parts. */
export function drawConicTrial(next: Next): TrialProgram {
  const draw = next();
  const plain =
    draw < 0.4
      ? drawOptimal(next)
      : draw < 0.6
        ? drawInfeasible(next)
        : draw < 0.75
          ? drawUnbounded(next)
          : spoil(drawOptimal(next), next);
  const idle = next() < 0.6 ? addIdleParts(plain, next) : plain;
  return next() < 0.5 ? scale(idle, next) : idle;
}

/** Data without any construction behind them, with idle parts and scaled rows: other solvers have to say what is right. */
export function drawRandomTrial(next: Next): TrialProgram {
  const s = drawSizes(next);
  const plain: TrialProgram = {
    truth: 'unknown',
    objective: NaN,
    cost: plus(normals(s.n, next), [...zeros(s.free), ...inside(s.cones, next)], 2 * next()),
    free: s.free,
    cones: s.cones,
    A: Array.from({ length: s.m }, () => sparseRow(s.n, next)),
    b: normals(s.m, next),
    G: Array.from({ length: s.p }, () => sparseRow(s.n, next)),
    h: plus(normals(s.p, next), inside(s.slacks, next), 2 * next()),
    slacks: s.slacks,
  };
  const idle = next() < 0.5 ? addIdleParts(plain, next) : plain;
  return next() < 0.5 ? scale(idle, next) : idle;
}
