/** Small complex matrices as columns: [columns][length][2], interleaved. */

/** x^H y of two vectors of `length` numbers (2 for each complex entry) that start at the given offsets. */
export function innerProduct(
  x: Float64Array,
  atX: number,
  y: Float64Array,
  atY: number,
  length: number,
): readonly [number, number] {
  let re = 0;
  let im = 0;
  for (let i = 0; i < length; i += 2) {
    const xr = x[atX + i] as number;
    const xi = x[atX + i + 1] as number;
    const yr = y[atY + i] as number;
    const yi = y[atY + i + 1] as number;
    re += xr * yr + xi * yi;
    im += xr * yi - xi * yr;
  }
  return [re, im];
}

/** Writes x* at `offset`. */
export function writeConjugate(target: Float64Array, offset: number, x: Float64Array): void {
  for (let i = 0; i < x.length; i += 2) {
    target[offset + i] = x[i] as number;
    target[offset + i + 1] = -(x[i + 1] as number);
  }
}

export function identity(size: number): Float64Array {
  const columns = new Float64Array(size * size * 2);
  for (let i = 0; i < size; i++) columns[2 * (i * size + i)] = 1;
  return columns;
}

/** factor * B^H x of `count` vectors x ([count][length][2]) with B [size][length][2]; result [count][size][2]. */
export function multiplyAdjoint(
  basis: Float64Array,
  size: number,
  length: number,
  x: Float64Array,
  count: number,
  factor = 1,
): Float64Array {
  const result = new Float64Array(count * size * 2);
  const n = length * 2;
  for (let c = 0; c < count; c++) {
    for (let j = 0; j < size; j++) {
      const [re, im] = innerProduct(basis, j * n, x, c * n, n);
      result[2 * (c * size + j)] = factor * re;
      result[2 * (c * size + j) + 1] = factor * im;
    }
  }
  return result;
}

/** B y of vectors y ([..][size][2]) with B [size][length][2]; result [..][length][2]. */
export function multiply(basis: Float64Array, size: number, length: number, y: Float64Array): Float64Array {
  const count = y.length / (2 * size);
  const x = new Float64Array(2 * length * count);
  for (let c = 0; c < count; c++)
    for (let j = 0; j < size; j++) {
      const [yr, yi] = [y[2 * (c * size + j)] as number, y[2 * (c * size + j) + 1] as number];
      for (let i = 0; i < length; i++) {
        const [br, bi] = [basis[2 * (j * length + i)] as number, basis[2 * (j * length + i) + 1] as number];
        const at = 2 * (c * length + i);
        x[at] = (x[at] as number) + br * yr - bi * yi;
        x[at + 1] = (x[at + 1] as number) + br * yi + bi * yr;
      }
    }
  return x;
}

/** Columns b_j = sum_i u_i m_ij of [u_0 ..] ([size][length][2]) and a square matrix of columns m_j; [size][length][2]. */
export function combine(columns: Float64Array, length: number, mixing: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size * length * 2);
  const n = length * 2;
  for (let j = 0; j < size; j++) {
    for (let i = 0; i < size; i++) {
      const tr = mixing[2 * (j * size + i)] as number;
      const ti = mixing[2 * (j * size + i) + 1] as number;
      if (tr === 0 && ti === 0) continue;
      for (let a = 0; a < n; a += 2) {
        const ur = columns[i * n + a] as number;
        const ui = columns[i * n + a + 1] as number;
        result[j * n + a] = (result[j * n + a] as number) + ur * tr - ui * ti;
        result[j * n + a + 1] = (result[j * n + a + 1] as number) + ur * ti + ui * tr;
      }
    }
  }
  return result;
}

/** M_r^H M_r over the rows r from `first` to `last` (exclusive) of a square matrix of columns; row-major [size][size][2]. */
export function gram(mixing: Float64Array, size: number, first: number, last: number): Float64Array {
  const result = new Float64Array(size * size * 2);
  const n = size * 2;
  const length = 2 * (last - first);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const [re, im] = innerProduct(mixing, i * n + 2 * first, mixing, j * n + 2 * first, length);
      result[i * n + 2 * j] = re;
      result[i * n + 2 * j + 1] = i === j ? 0 : im;
      result[j * n + 2 * i] = re;
      result[j * n + 2 * i + 1] = i === j ? 0 : -im;
    }
  }
  return result;
}

/** Room of `sandwich`, kept from one matrix to the next. */
let halfProduct = new Float64Array(0);

/** factor * B V B^H with B [size][length][2] and V row-major [size][size][2] at `atV`; written row-major at `atTarget`. */
export function sandwich(
  basis: Float64Array,
  size: number,
  length: number,
  v: Float64Array,
  atV: number,
  factor: number,
  target: Float64Array,
  atTarget: number,
): void {
  const n = length * 2;
  if (halfProduct.length !== size * n) halfProduct = new Float64Array(size * n);
  const half = halfProduct; // rows j of V B^H: sum_l V_jl conj(b_l)
  half.fill(0);
  for (let j = 0; j < size; j++) {
    for (let l = 0; l < size; l++) {
      const vr = factor * (v[atV + 2 * (j * size + l)] as number);
      const vi = factor * (v[atV + 2 * (j * size + l) + 1] as number);
      for (let i = 0; i < n; i += 2) {
        const br = basis[l * n + i] as number;
        const bi = basis[l * n + i + 1] as number;
        half[j * n + i] = (half[j * n + i] as number) + vr * br + vi * bi;
        half[j * n + i + 1] = (half[j * n + i + 1] as number) + vi * br - vr * bi;
      }
    }
  }
  for (let a = 0; a < length; a++) {
    for (let c = 0; c <= a; c++) {
      let re = 0;
      let im = 0;
      for (let j = 0; j < size; j++) {
        const br = basis[j * n + 2 * a] as number;
        const bi = basis[j * n + 2 * a + 1] as number;
        const hr = half[j * n + 2 * c] as number;
        const hi = half[j * n + 2 * c + 1] as number;
        re += br * hr - bi * hi;
        im += br * hi + bi * hr;
      }
      const down = atTarget + 2 * (a * length + c);
      const up = atTarget + 2 * (c * length + a);
      target[up] = re;
      target[up + 1] = -im;
      target[down] = re;
      target[down + 1] = a === c ? 0 : im;
    }
  }
}
