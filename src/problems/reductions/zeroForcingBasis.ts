import { orthogonalise } from '../../linalg/orthogonalise.ts';
import { norm } from '../../linalg/realVector.ts';
import { completeColumn } from './subspace.ts';

/** Smallest sine of the angle between a user's vector and the span of the earlier ones; below it the user is not decoupled. */
const SMALLEST_SINE = 1e-2;

/**
 * A regular basis T of C^size in which received powers decouple: the columns of the pseudo-inverse of X^H, normalised,
 * then an orthonormal basis of its null space, where X = [x_0 .. x_(count-1)] holds the users' vectors x = h*
 * ([count][size][2]). So x_i^H t_j = 0 for i != j, which removes the cancellation between a transmit power of 40 dB and an
 * interference of 10 dB (docs/decisions/0003-units-and-bases-of-precoding-programs.md). Identity where there are more users than dimensions.
 *
 * Returns the columns t_0 .. t_(size-1), [size][size][2]. A user whose vector (nearly) depends on the earlier ones is
 * not decoupled from them, nor one that hears nothing (a blocked link): T stays well-conditioned.
 */
export function zeroForcingBasis(vectors: Float64Array, count: number, size: number): Float64Array {
  const basis = new Float64Array(size * size * 2);
  if (count > size) {
    for (let i = 0; i < size; i++) basis[2 * (i * size + i)] = 1;
    return basis;
  }
  const q = new Float64Array(size * size * 2);
  const r = new Float64Array(count * count * 2); // column j of R at [j][i], i <= j
  const work = new Float64Array(size * 2);
  for (let j = 0; j < count; j++) {
    work.set(vectors.subarray(j * size * 2, (j + 1) * size * 2));
    const length = norm(work);
    orthogonalise(work, q, j, size, r.subarray(j * count * 2, (j + 1) * count * 2));
    const residual = norm(work);
    if (residual > 0 && residual >= SMALLEST_SINE * length) {
      r[2 * (j * count + j)] = residual;
      for (let i = 0; i < size * 2; i++) q[j * size * 2 + i] = (work[i] as number) / residual;
    } else {
      r.fill(0, j * count * 2, j * count * 2 + 2 * j);
      r[2 * (j * count + j)] = 1;
      completeColumn(q, j, size, work);
    }
  }
  const y = new Float64Array(count * 2);
  for (let j = 0; j < count; j++) {
    // R^H y = e_j by forward substitution; the column of the pseudo-inverse is then Q y.
    for (let i = j; i < count; i++) {
      let re = i === j ? 1 : 0;
      let im = 0;
      for (let l = j; l < i; l++) {
        const rr = r[2 * (i * count + l)] as number;
        const ri = r[2 * (i * count + l) + 1] as number;
        const yr = y[2 * l] as number;
        const yi = y[2 * l + 1] as number;
        re -= rr * yr + ri * yi;
        im -= rr * yi - ri * yr;
      }
      const d = r[2 * (i * count + i)] as number;
      y[2 * i] = re / d;
      y[2 * i + 1] = im / d;
    }
    let squared = 0;
    for (let i = 2 * j; i < 2 * count; i++) squared += (y[i] as number) * (y[i] as number);
    const inverse = 1 / Math.sqrt(squared);
    const at = j * size * 2;
    for (let l = j; l < count; l++) {
      const yr = (y[2 * l] as number) * inverse;
      const yi = (y[2 * l + 1] as number) * inverse;
      for (let i = 0; i < size * 2; i += 2) {
        const qr = q[l * size * 2 + i] as number;
        const qi = q[l * size * 2 + i + 1] as number;
        basis[at + i] = (basis[at + i] as number) + qr * yr - qi * yi;
        basis[at + i + 1] = (basis[at + i + 1] as number) + qr * yi + qi * yr;
      }
    }
  }
  for (let j = count; j < size; j++) {
    completeColumn(q, j, size, work);
    basis.set(q.subarray(j * size * 2, (j + 1) * size * 2), j * size * 2);
  }
  return basis;
}
