import type { CrbForm, CrbTerm } from '../../model/crbForms.ts';
import { innerProduct } from '../../model/complexVector.ts';
import type { ConicProgram } from '../../conic/program.ts';
import { type TransmitProblem, type TransmitVectors, vectorCount } from './transmitProblem.ts';
import { entryKey, type transmitShape } from './transmitShape.ts';

type Shape = ReturnType<typeof transmitShape>;

/** Scales of a CRB form: F11, F22 and F12 for a transmit covariance P I. */
export interface FormScale {
  readonly f11: number;
  readonly f22: number;
  readonly f12: number;
}

export function formScale(form: CrbForm, antennas: number, power: number): FormScale {
  const f11 = power * traceOf(form, form.f11, antennas);
  const f22 = power * traceOf(form, form.f22, antennas);
  return { f11, f22, f12: Math.sqrt(f11 * f22) };
}

function vectorOf(form: CrbForm, i: number, n: number): Float64Array {
  return form.vectors.subarray(2 * n * i, 2 * n * (i + 1));
}

function traceOf(form: CrbForm, terms: readonly CrbTerm[], n: number): number {
  let sum = 0;
  for (const t of terms) {
    const { re, im } = innerProduct(vectorOf(form, t.right, n), vectorOf(form, t.left, n));
    sum += t.re * re - t.im * im;
  }
  return sum;
}

/**
 * Programs of one step of successive convex approximation: maximise the common information u where the CRB rows see
 * Rt = (X X0^H + X0 X^H - X0 X0^H)/L, affine in X and never above X X^H/L; power, leakage, constructive-interference
 * and inter-cell rows see X itself (docs/corrections.md, "Relaxation at symbol level"). Variables are x_s/sqrt(P).
 */
export function transmitPrograms(
  layout: Shape,
  problems: readonly TransmitProblem[],
  starts: readonly TransmitVectors[],
): ConicProgram {
  const { shape } = layout;
  const entries = new Float64Array(problems.length * shape.entryRow.length);
  const rhs = new Float64Array(problems.length * shape.rows);
  problems.forEach((problem, b) => {
    const start = starts[b];
    if (!start) throw new Error('internal error: a start for every problem');
    const values = entries.subarray(b * shape.entryRow.length, (b + 1) * shape.entryRow.length);
    fill(layout, problem, start, values, rhs.subarray(b * shape.rows, (b + 1) * shape.rows));
  });
  return { shape, data: { batch: problems.length, rhs, entries, psd: [] } };
}

function fill(
  layout: Shape,
  p: TransmitProblem,
  start: TransmitVectors,
  values: Float64Array,
  rhs: Float64Array,
): void {
  const { columns, rows, place, totalColumns } = layout;
  const { antennas: n, stations, frameLength: L } = p;
  const per = n / stations;
  const users = vectorCount(p.users, n);
  const foreign = vectorCount(p.foreign, n);
  const robust = p.radius > 0;
  const joined = robust && stations > 1;
  const root = Math.sqrt(p.powerBudget);
  const put = (row: number, column: number, value: number): void => {
    values[place.get(entryKey(totalColumns, row, column)) as number] = value;
  };
  /** Re(sum_i (a_i + j b_i) x_i) with (a, b) interleaved in `row`; x at time s. */
  const putReal = (row: number, s: number, get: (i: number) => readonly [number, number]): void => {
    for (let i = 0; i < n; i++) {
      const [a, b] = get(i);
      const g = Math.floor(i / per);
      const column = columns.vector + (s * stations + g) * (1 + 2 * per) + 1 + 2 * (i - g * per);
      put(row, column, a);
      put(row, column + 1, -b);
    }
  };
  const tau = (s: number, g: number): number => columns.vector + (s * stations + g) * (1 + 2 * per);
  const norm = (s: number): number => (joined ? columns.total + s * (1 + stations) : tau(s, 0));
  const [cos, sin] = [Math.cos(p.psi), Math.sin(p.psi)];
  const own = root / p.amplitude;
  const other = root / p.foreignAmplitude;
  for (let s = 0; s < L; s++) {
    const base = s * rows.perTime;
    for (let k = 0; k < users; k++) {
      const phase = p.phases[k * L + s] as number;
      for (const sign of [0, 1]) {
        // (+-Im cos psi - Re sin psi) of ht^T x = Re(w ht^T x) with w = -sin psi -+ j cos psi
        const row = base + rows.interference + 2 * k + sign;
        const wr = own * -sin;
        const wi = own * (sign === 0 ? -cos : cos);
        const [rr, ri] = [wr * Math.cos(phase) + wi * Math.sin(phase), wi * Math.cos(phase) - wr * Math.sin(phase)];
        putReal(row, s, (i) => {
          const [a, c] = [p.users[2 * (k * n + i)] as number, p.users[2 * (k * n + i) + 1] as number];
          return [rr * a - ri * c, rr * c + ri * a];
        });
        if (robust) put(row, norm(s), own * p.radius);
        put(row, columns.slack + s * 2 * users + 2 * k + sign, 1);
        rhs[row] = -sin;
      }
    }
    for (let f = 0; f < foreign; f++) {
      const cone = columns.foreign + 3 * (s * foreign + f);
      const row = base + rows.foreign + 3 * f;
      put(row, cone, 1);
      if (robust) put(row, norm(s), other * p.radius);
      rhs[row] = 1;
      for (const part of [1, 2]) {
        putReal(row + part, s, (i) => {
          const [a, c] = [p.foreign[2 * (f * n + i)] as number, p.foreign[2 * (f * n + i) + 1] as number];
          // Im z = Re(-j z)
          return part === 1 ? [other * a, other * c] : [other * c, -other * a];
        });
        put(row + part, cone + part, -1);
      }
    }
    if (joined)
      for (let g = 0; g < stations; g++) {
        put(base + rows.total + g, columns.total + s * (1 + stations) + 1 + g, 1);
        put(base + rows.total + g, tau(s, g), -1);
      }
  }
  fillCrb(layout, p, start, put, putReal, rhs);
  for (let g = 0; g < stations; g++) {
    const row = rows.power + g * (L + 1);
    for (let s = 0; s < L; s++) {
      put(row + s, columns.power + g * (1 + L) + 1 + s, 1);
      put(row + s, tau(s, g), -1);
    }
    put(row + L, columns.power + g * (1 + L), 1 / Math.sqrt(L));
    rhs[row + L] = 1;
  }
  const targets = vectorCount(p.targets, n);
  const leak = root / Math.sqrt(p.leakage);
  for (let t = 0; t < targets; t++) {
    const row = rows.leakage + t * (2 * L + 1);
    for (let s = 0; s < L; s++)
      for (const part of [0, 1]) {
        putReal(row + 2 * s + part, s, (i) => {
          // v^T x with v = conj of the stored vector
          const [a, c] = [p.targets[2 * (t * n + i)] as number, -(p.targets[2 * (t * n + i) + 1] as number)];
          return part === 0 ? [leak * a, leak * c] : [leak * c, -leak * a];
        });
        put(row + 2 * s + part, columns.leakage + t * (1 + 2 * L) + 1 + 2 * s + part, -1);
      }
    put(row + 2 * L, columns.leakage + t * (1 + 2 * L), 1 / Math.sqrt(L));
    rhs[row + 2 * L] = 1;
  }
  put(rows.count, columns.information, -1);
}

/** F11 - u = y0 + y1, F22 = y0 - y1, F12 = y2 + j y3 with (y0, y1, y2, y3) in a second-order cone, each over its scale. */
function fillCrb(
  { columns, rows }: Shape,
  p: TransmitProblem,
  start: TransmitVectors,
  put: (row: number, column: number, value: number) => void,
  putReal: (row: number, s: number, get: (i: number) => readonly [number, number]) => void,
  rhs: Float64Array,
): void {
  const { antennas: n, frameLength: L, powerBudget } = p;
  const root = Math.sqrt(powerBudget);
  const reference = p.forms[0] ? formScale(p.forms[0], n, powerBudget).f11 : 1;
  p.forms.forEach((form, f) => {
    const scale = formScale(form, n, powerBudget);
    const row = rows.crb + 4 * f;
    const parts: readonly (readonly [readonly CrbTerm[], number, boolean])[] = [
      [form.f11, scale.f11, false],
      [form.f22, scale.f22, false],
      [form.f12, scale.f12, false],
      [form.f12, scale.f12, true],
    ];
    const count = form.vectors.length / (2 * n);
    const g = new Float64Array(2 * n);
    parts.forEach(([terms, unit, imaginary], part) => {
      let constant = 0;
      for (let s = 0; s < L; s++) {
        const x0 = start.subarray(2 * n * s, 2 * n * (s + 1));
        // v_i^H x0 of every vector of the form
        const products = Array.from({ length: count }, (_, i) => innerProduct(vectorOf(form, i, n), x0));
        g.fill(0);
        for (const t of terms) {
          const left = vectorOf(form, t.left, n);
          const right = vectorOf(form, t.right, n);
          const l = products[t.left] as { re: number; im: number };
          const r = products[t.right] as { re: number; im: number };
          // Im z = Re(-j z)
          const [wr, wi] = imaginary ? [t.im, -t.re] : [t.re, t.im];
          // Re(w r x^H v_l + w conj(l) v_r^H x - w r conj(l)) = Re(g^T x) - constant
          const [ar, ai] = [wr * l.re + wi * l.im, wi * l.re - wr * l.im];
          const [br, bi] = [wr * r.re - wi * r.im, -(wr * r.im + wi * r.re)];
          for (let i = 0; i < n; i++) {
            const [rr, ri] = [right[2 * i] as number, -(right[2 * i + 1] as number)];
            const [lr, li] = [left[2 * i] as number, -(left[2 * i + 1] as number)];
            g[2 * i] = (g[2 * i] as number) + ar * rr - ai * ri + br * lr - bi * li;
            g[2 * i + 1] = (g[2 * i + 1] as number) + ar * ri + ai * rr + br * li + bi * lr;
          }
          constant += ar * r.re - ai * r.im;
        }
        const factor = root / (L * unit);
        putReal(row + part, s, (i) => [factor * (g[2 * i] as number), factor * (g[2 * i + 1] as number)]);
      }
      rhs[row + part] = constant / (L * unit);
    });
    put(row, columns.information, -reference / scale.f11);
    for (const part of [0, 1]) {
      put(row + part, columns.crb + 4 * f, -1);
      put(row + part, columns.crb + 4 * f + 1, part === 0 ? -1 : 1);
    }
    for (const part of [2, 3]) put(row + part, columns.crb + 4 * f + part, -1);
  });
}
