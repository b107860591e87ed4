import { dominantEigenpair } from './dominantEigenpair.ts';
import { hermitianEigen } from './hermitianEigen.ts';
import { largestEigenvalue } from './largestEigenvalue.ts';
import { magnitudeUnit } from './magnitudeUnit.ts';
import { pivotedCholesky } from './pivotedCholesky.ts';

/** The leading part of the spectrum of a positive semidefinite matrix. */
export interface LeadingEigenpair {
  /** The two largest eigenvalues; the second is 0 for n = 1. */
  readonly values: readonly [first: number, second: number];
  /** A unit eigenvector of the first, [n][2]; its phase is unspecified. */
  readonly vector: Float64Array;
}

/** Up to this dimension the whole matrix takes no longer than its factor. */
const SMALL = 16;

/**
 * The two largest eigenvalues and the leading eigenvector of a Hermitian positive semidefinite matrix A. Covariances of many
 * antennas have a rank near the number of users: A = L L^H (`pivotedCholesky`) has the eigenvalues of the small L^H L, whose eigenvectors u
 * give those of A, L u. Errors are rounding of norm(A).
 *
 * @param matrix A, [n][n][2]; not modified.
 * @param n dimension.
 */
export function leadingEigenpair(matrix: Float64Array, n: number): LeadingEigenpair {
  if (n <= SMALL) return ofWhole(matrix, n);
  const { rank, columns } = pivotedCholesky(matrix, n);
  if (rank === 0 || 2 * rank > n) return ofWhole(matrix, n);
  const gram = new Float64Array(2 * rank * rank);
  for (let i = 0; i < rank; i++)
    for (let j = 0; j < rank; j++) {
      let re = 0;
      let im = 0;
      for (let k = 0; k < 2 * n; k += 2) {
        const ar = columns[2 * i * n + k] as number;
        const ai = columns[2 * i * n + k + 1] as number;
        const br = columns[2 * j * n + k] as number;
        const bi = columns[2 * j * n + k + 1] as number;
        re += ar * br + ai * bi;
        im += ar * bi - ai * br;
      }
      gram[2 * (i * rank + j)] = re;
      gram[2 * (i * rank + j) + 1] = im;
    }
  const { values, vector: u } = ofWhole(gram, rank);
  const scale = 1 / Math.sqrt(values[0]); // norm(L u)^2 = u^H L^H L u
  const vector = new Float64Array(2 * n);
  for (let i = 0; i < rank; i++) {
    const ur = scale * (u[2 * i] as number);
    const ui = scale * (u[2 * i + 1] as number);
    for (let k = 0; k < 2 * n; k += 2) {
      const re = columns[2 * i * n + k] as number;
      const im = columns[2 * i * n + k + 1] as number;
      vector[k] = (vector[k] as number) + re * ur - im * ui;
      vector[k + 1] = (vector[k + 1] as number) + re * ui + im * ur;
    }
  }
  return { values, vector };
}

let room = { n: 0, rest: new Float64Array(0), work: new Float64Array(0) };

/** Room for a matrix and a vector, kept from one matrix to the next. */
function roomFor(n: number): typeof room {
  if (room.n !== n) room = { n, rest: new Float64Array(2 * n * n), work: new Float64Array(2 * n) };
  return room;
}

/** The same of a matrix without a small factor: by powers of it where it is near rank one, else from all its eigenvectors. */
function ofWhole(matrix: Float64Array, n: number): LeadingEigenpair {
  const unit = magnitudeUnit(matrix);
  const { rest, work } = roomFor(n);
  for (let i = 0; i < rest.length; i++) rest[i] = (matrix[i] as number) / unit;
  const vector = new Float64Array(2 * n);
  const first = dominantEigenpair(rest, n, vector, work);
  if (Number.isNaN(first)) return ofAll(matrix, n);
  if (n === 1) return { values: [unit * first, 0], vector };
  // A less its leading part has the other eigenvalues and a zero
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const xr = first * (vector[2 * i] as number);
      const xi = first * (vector[2 * i + 1] as number);
      const yr = vector[2 * j] as number;
      const yi = vector[2 * j + 1] as number;
      const at = 2 * (i * n + j);
      rest[at] = (rest[at] as number) - (xr * yr + xi * yi);
      rest[at + 1] = (rest[at + 1] as number) - (xi * yr - xr * yi);
    }
  const second = largestEigenvalue(rest, n);
  // powers do not leave the eigenvectors of one block of a matrix, where the other block may have a larger eigenvalue
  return second > first ? ofAll(matrix, n) : { values: [unit * first, unit * second], vector };
}

function ofAll(matrix: Float64Array, n: number): LeadingEigenpair {
  const { values, vectors } = hermitianEigen(matrix, n);
  return { values: [values[n - 1] as number, values[n - 2] ?? 0], vector: vectors.slice(2 * (n - 1) * n) };
}
