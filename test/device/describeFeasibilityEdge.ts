import { beforeAll, describe, expect, it } from 'vitest';
import { CASES, drawOf, programsOf } from '../../src/problems/benchmark/cases.ts';
import { SYMBOL_CASES, symbolPrograms } from '../../src/problems/benchmark/symbolCases.ts';
import { solvePrecodingPrograms } from '../../src/problems/solvePrecodingPrograms.ts';
import { solveSymbolLevelPrograms } from '../../src/problems/symbolLevel/solveSymbolLevelPrograms.ts';
import type { ConicStatus } from '../../src/conic/status.ts';

/** Merit of each precision, and the distances from the edge at which its statuses must be right, dB. */
const PRECISIONS = {
  fast: { tolerance: 1e-6, away: [0.5, 0.05, 0.01] },
  precise: { tolerance: 1e-8, away: [0.5, 0.05, 0.01, 0.001] },
} as const;
type Precision = keyof typeof PRECISIONS;

/** How many programs of a kind, and at which distances where not at all. */
export interface EdgeAmount extends Partial<Record<Precision, readonly number[]>> {
  readonly draws: number;
}

/** Programs of one kind at any threshold, and the largest one that each can reach. */
export interface FeasibilityEdge {
  /** Linear. */
  readonly edges: readonly number[];
  /** Statuses at thresholds, [draw][threshold]. */
  readonly statusesAt: (thresholds: readonly (readonly number[])[], tolerance: number) => Promise<ConicStatus[][]>;
}

/** Kinds of programs whose edge is known: the block-level benchmark cases and the symbol-level ones. */
export const EDGE_KINDS = [...CASES, ...SYMBOL_CASES].map(({ name }) => name);

/** Finds the edges by maximising the SINR on the running backend: to be called on cpu, in float64. */
export async function feasibilityEdge(kind: string, draws: number): Promise<FeasibilityEdge> {
  const solved = <P, S extends { status: ConicStatus }>(
    programs: readonly P[],
    solve: (programs: P[], settings: { tolerance: number }) => Promise<S[]>,
    sinr: (solution: S) => number,
  ): { find: () => Promise<FeasibilityEdge> } => ({
    find: async () => {
      const ends = await solve(
        programs.map((p) => ({ ...p, form: 'maxSinr' })),
        { tolerance: 1e-9 },
      );
      expect(ends.map((s) => s.status)).toEqual(programs.map(() => 'optimal'));
      return {
        edges: ends.map(sinr),
        statusesAt: async (thresholds, tolerance) => {
          const all = programs.flatMap((p, i) => (thresholds[i] ?? []).map((threshold) => ({ ...p, threshold })));
          const solutions = await solve(all, { tolerance });
          let next = 0;
          return thresholds.map((own) => own.map(() => solutions[next++]?.status ?? 'numericalError'));
        },
      };
    },
  });
  const block = CASES.find(({ name }) => name === kind);
  if (block) {
    const programs = Array.from({ length: draws }, (_, i) => programsOf(drawOf(block, i), block)).flat();
    return solved(programs.slice(0, draws), solvePrecodingPrograms, (s) => s.sinr).find();
  }
  const symbol = SYMBOL_CASES.find(({ name }) => name === kind);
  if (!symbol) throw new Error(`no case ${kind}`);
  return solved(symbolPrograms(symbol, draws), solveSymbolLevelPrograms, (s) => s.amplitude ** 2).find();
}

/** Statuses of the running backend on both sides of the edge of feasibility, never wrong 0.01 dB away from it, in `precise` 0.001 dB. */
export function describeFeasibilityEdge(
  backend: string,
  amounts: Record<string, EdgeAmount>,
  edgeOf: (kind: string) => FeasibilityEdge,
): void {
  describe.each(Object.keys(PRECISIONS) as Precision[])(
    `${backend}, %s: statuses beside the edge of feasibility`,
    (precision) => {
      const { tolerance, away: all } = PRECISIONS[precision];
      describe.each(Object.entries(amounts))('%s', (kind, { draws, [precision]: away = all }) => {
        const offsets = away.flatMap((db) => [-db, db]);
        let statuses: ConicStatus[][] = [];
        beforeAll(async () => {
          const { edges, statusesAt } = edgeOf(kind);
          const thresholds = edges.map((g) => offsets.map((db) => g * 10 ** (db / 10)));
          statuses = await statusesAt(thresholds, tolerance);
        }, 600_000);

        it(`feasible below and infeasible above, ${away.join(', ')} dB away`, () => {
          expect(statuses.length).toBe(draws);
          for (const own of statuses)
            expect(own.map((s) => (s === 'almostOptimal' ? 'optimal' : s))).toEqual(
              offsets.map((db) => (db < 0 ? 'optimal' : 'infeasible')),
            );
        });
      });
    },
  );
}
