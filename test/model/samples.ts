import { makeScenario, type ScenarioInput } from '../../src/model/makeScenario.ts';
import type { Realization, Scenario } from '../../src/model/scenario.ts';
import { complexNormal } from '../../src/random/complexNormal.ts';
import { openStream } from '../../src/random/stream.ts';

/** A random system without any of the symmetries of the default one: complex gains, channels and precoders. */
export interface Sample {
  readonly scenario: Scenario;
  readonly realization: Realization;
  /** CBF layout, [bs][user][antenna][2]. */
  readonly cbf: Float64Array;
  /** CoMP layout, [user][stacked antenna][2]. */
  readonly comp: Float64Array;
}

export function randomVector(seed: number, count: number): Float64Array {
  return complexNormal(openStream({ seed: BigInt(seed), realization: 0, stream: 'symbols' }), count);
}

export function sample(seed: number, input: ScenarioInput): Sample {
  const scenario = makeScenario(input);
  const { cells, usersPerCell, txAntennas } = scenario;
  const users = cells * usersPerCell;
  return {
    scenario,
    realization: {
      reflectionGain: randomVector(seed, cells * cells),
      channels: randomVector(seed + 1000, cells * users * txAntennas),
    },
    cbf: randomVector(seed + 2000, users * txAntennas),
    comp: randomVector(seed + 3000, users * cells * txAntennas),
  };
}

export const THREE_CELLS: ScenarioInput = {
  cells: 3,
  usersPerCell: 2,
  txAntennas: 4,
  rxAntennas: 5,
  frameLength: 7,
  noisePower: 1.7,
  targetAnglesDeg: [
    [-50, 20, 70],
    [-15, 33, 5],
    [61, -38, -8],
  ],
};

/** The real matrix [[Re, -Im], [Im, Re]] of a complex one [n][n][2]. */
export function realEmbedding(matrix: Float64Array, n: number): number[][] {
  const at = (i: number, j: number, part: number): number => matrix[2 * (i * n + j) + part] ?? NaN;
  return Array.from({ length: 2 * n }, (_, i) =>
    Array.from({ length: 2 * n }, (__, j) => {
      const part = i < n === j < n ? 0 : 1;
      return (i < n && j >= n ? -1 : 1) * at(i % n, j % n, part);
    }),
  );
}

/** X X^H / columns of X given by columns, [columns][n][2]: Hermitian positive semidefinite, [n][n][2]. */
export function gramOf(columns: Float64Array, n: number): Float64Array {
  const count = columns.length / (2 * n);
  const result = new Float64Array(2 * n * n);
  for (let t = 0; t < count; t++)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        const [a, b] = [columns[2 * (t * n + i)] ?? NaN, columns[2 * (t * n + i) + 1] ?? NaN];
        const [c, d] = [columns[2 * (t * n + j)] ?? NaN, columns[2 * (t * n + j) + 1] ?? NaN];
        const at = 2 * (i * n + j);
        result[at] = (result[at] ?? NaN) + (a * c + b * d) / count;
        result[at + 1] = (result[at + 1] ?? NaN) + (b * c - a * d) / count;
      }
  return result;
}
