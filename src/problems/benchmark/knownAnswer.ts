import { solveConic } from '../../conic/solveConic.ts';

/** Order of the Hermitian matrices. */
const SIZE = 6;
const BATCH = 4;

/** What came of programs with a known optimum. */
export interface KnownAnswerCheck {
  /** All programs ended optimal. */
  readonly solved: boolean;
  /** Largest relative error of their optimal values. */
  readonly error: number;
  /** Wall time of a solve of the batch, the first one left out, over its programs. */
  readonly msPerProgram: number;
}

/**
 * The precision probe: largest eigenvalues by semidefinite programs, maximise tr(C X) with tr(X) = 1, at tolerance 1e-8. C is the path
 * matrix with 2 + s on the diagonal and -1 beside it, turned by phases so that it is complex; its largest eigenvalue is 2 + s + 2 cos(pi/(n+1)).
 */
export async function knownAnswerError(): Promise<KnownAnswerCheck> {
  const shifts = Array.from({ length: BATCH }, (_, i) => i / BATCH);
  const cost = shifts.map((s) => pathMatrix(s).map((x) => -x));
  const identity = Float64Array.from({ length: SIZE * SIZE }, (_, i) => (i < SIZE ? 1 : 0));
  const program = {
    batch: BATCH,
    cost,
    equality: { matrix: [identity], rhs: [1] },
    cones: { psd: [{ size: SIZE, count: 1 }] },
  };
  await solveConic(program);
  const start = performance.now();
  const { status, objective } = await solveConic(program);
  const msPerProgram = (performance.now() - start) / BATCH;
  const errors = shifts.map((s, i) => {
    const largest = 2 + s + 2 * Math.cos(Math.PI / (SIZE + 1));
    return Math.abs(-(objective[i] as number) / largest - 1);
  });
  return { solved: status.every((s) => s === 'optimal'), error: Math.max(...errors), msPerProgram };
}

/** svec of the matrix with entries (i, i): 2 + shift, (i, i - 1): -exp(j (i + shift)). */
function pathMatrix(shift: number): Float64Array {
  const half = (SIZE * (SIZE - 1)) / 2;
  const coordinates = new Float64Array(SIZE * SIZE).fill(2 + shift, 0, SIZE);
  for (let i = 1; i < SIZE; i++) {
    const at = SIZE + (i * (i + 1)) / 2 - 1; // the last of row i of the strict lower triangle
    coordinates[at] = -Math.SQRT2 * Math.cos(i + shift);
    coordinates[at + half] = -Math.SQRT2 * Math.sin(i + shift);
  }
  return coordinates;
}
