/** Steps of Laguerre's iteration: five or so where the largest eigenvalue is alone, more in a cluster. */
const MOST_STEPS = 100;

/**
 * The largest eigenvalue of a Hermitian matrix A without its eigenvector: Householder reflections make A tridiagonal (Golub and Van Loan, 8.3.1), and Laguerre's iteration
 * comes down to its largest eigenvalue from above.
 *
 * @param a A, [n][n][2], n at least 1, its entries nearer to 1 than to the ends of float64; the lower triangle is read, and destroyed.
 * @param n dimension.
 */
export function largestEigenvalue(a: Float64Array, n: number): number {
  const diagonal = new Float64Array(n);
  /** Squared moduli of the entries beside the diagonal; that of rows i and i + 1 at i. */
  const beside = new Float64Array(n);
  const work = new Float64Array(2 * n);
  for (let k = 0; k < n; k++) {
    diagonal[k] = a[2 * (k * n + k)] as number;
    if (k < n - 1) beside[k] = reflect(a, n, k, work);
  }
  return largestOfTridiagonal(diagonal, beside);
}

/**
 * Turns column k below the diagonal into a multiple of a unit vector, by a reflection I - 2 u u^H / (u^H u) of the rows and columns behind k.
 *
 * @param p room for a vector.
 * @returns the squared modulus of the entry that is left below the diagonal.
 */
function reflect(a: Float64Array, n: number, k: number, p: Float64Array): number {
  const row = 2 * n;
  const first = k + 1;
  const column = first * row + 2 * k;
  let squares = 0;
  for (let i = first, at = column; i < n; i++, at += row)
    squares += (a[at] as number) ** 2 + (a[at + 1] as number) ** 2;
  const hr = a[column] as number;
  const hi = a[column + 1] as number;
  const head = Math.sqrt(hr * hr + hi * hi);
  if (first === n - 1 || !(squares > head * head)) return squares;
  const length = Math.sqrt(squares);
  // u = x + e^(j arg x_0) norm(x) e_0, in the place of x; u^H u = 2 norm(x) (norm(x) + abs(x_0))
  a[column] = hr + (head > 0 ? hr / head : 1) * length;
  a[column + 1] = hi + (head > 0 ? hi / head : 0) * length;
  const factor = 1 / (length * (length + head));
  p.fill(0, 2 * first);
  for (let i = first; i < n; i++) {
    // p = A u by the lower triangle
    const ur = a[i * row + 2 * k] as number;
    const ui = a[i * row + 2 * k + 1] as number;
    const own = a[i * row + 2 * i] as number;
    let re = own * ur;
    let im = own * ui;
    for (let j = first; j < i; j++) {
      const xr = a[i * row + 2 * j] as number;
      const xi = a[i * row + 2 * j + 1] as number;
      const vr = a[j * row + 2 * k] as number;
      const vi = a[j * row + 2 * k + 1] as number;
      re += xr * vr - xi * vi;
      im += xr * vi + xi * vr;
      p[2 * j] = (p[2 * j] as number) + xr * ur + xi * ui;
      p[2 * j + 1] = (p[2 * j + 1] as number) + xr * ui - xi * ur;
    }
    p[2 * i] = (p[2 * i] as number) + re;
    p[2 * i + 1] = (p[2 * i + 1] as number) + im;
  }
  // factor p less half its part along u: A - u p^H - p u^H
  let along = 0;
  for (let i = first, at = column; i < n; i++, at += row)
    along += (a[at] as number) * (p[2 * i] as number) + (a[at + 1] as number) * (p[2 * i + 1] as number);
  const half = (factor * (factor * along)) / 2;
  for (let i = first, at = column; i < n; i++, at += row) {
    p[2 * i] = factor * (p[2 * i] as number) - half * (a[at] as number);
    p[2 * i + 1] = factor * (p[2 * i + 1] as number) - half * (a[at + 1] as number);
  }
  for (let i = first; i < n; i++) {
    const ur = a[i * row + 2 * k] as number;
    const ui = a[i * row + 2 * k + 1] as number;
    const pr = p[2 * i] as number;
    const pi = p[2 * i + 1] as number;
    for (let j = first; j <= i; j++) {
      const vr = a[j * row + 2 * k] as number;
      const vi = a[j * row + 2 * k + 1] as number;
      const qr = p[2 * j] as number;
      const qi = p[2 * j + 1] as number;
      const at = i * row + 2 * j;
      a[at] = (a[at] as number) - (ur * qr + ui * qi + pr * vr + pi * vi);
      a[at + 1] = (a[at + 1] as number) - (ui * qr - ur * qi + pi * vr - pr * vi);
    }
  }
  return squares;
}

/** From above Laguerre's steps come down to the largest root of the characteristic polynomial and never below it. */
function largestOfTridiagonal(diagonal: Float64Array, beside: Float64Array): number {
  const n = diagonal.length;
  let x = -Infinity;
  let size = 0;
  for (let i = 0; i < n; i++) {
    const reach = (i > 0 ? Math.sqrt(beside[i - 1] as number) : 0) + Math.sqrt(beside[i] as number);
    x = Math.max(x, (diagonal[i] as number) + reach); // Gershgorin
    size = Math.max(size, Math.abs(diagonal[i] as number) + reach);
  }
  for (let step = 0; step < MOST_STEPS; step++) {
    // the pivots q of T - x I, whose product is the polynomial p, and their first two derivatives over them
    let first = 0;
    let second = 0;
    let slope = 0;
    let curvature = 0;
    let coupling = 0;
    for (let i = 0; i < n; i++) {
      const pivot = (diagonal[i] as number) - x - coupling;
      if (!(pivot < 0)) return x; // an eigenvalue is here, to rounding
      const inverse = 1 / pivot;
      const own = (coupling * slope - 1) * inverse;
      curvature = coupling * (curvature - 2 * slope * slope) * inverse;
      slope = own;
      first += slope;
      second += slope * slope - curvature;
      coupling = (beside[i] as number) * inverse;
    }
    // p' / p and (p' / p)^2 - p'' / p
    const down = n / (first + Math.sqrt(Math.max(0, (n - 1) * (n * second - first * first))));
    x -= down;
    if (!(down > Number.EPSILON * size)) break;
  }
  return x;
}
