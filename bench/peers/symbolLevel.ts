import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SYMBOL_CASES, symbolPrograms, type SymbolBenchCase } from '../../src/problems/benchmark/symbolCases.ts';
import { median } from '../../src/model/median.ts';
import { writeComplexArray } from '../../src/problems/complexJson.ts';
import { instanceSystem } from '../../src/problems/instanceSystem.ts';
import { solveSymbolLevelPrograms } from '../../src/problems/symbolLevel/solveSymbolLevelPrograms.ts';
import type { SymbolLevelProgram } from '../../src/problems/symbolLevel/symbolLevelProgram.ts';
import { type PeerRun, runPeer } from './python.ts';

/** Programs of each case; the literal P4 takes Clarabel seconds. */
const PROGRAMS = 3;
const REPEATS = 5;
const TOLERANCE = 1e-6;

/** Our solver and Clarabel on the same programs, milliseconds per program; null without the peer. */
export interface SymbolLevelRow {
  readonly case: string;
  readonly thresholdDb: number;
  /** One program at a time, from channels to its optimum, merit 1e-8 and 1e-6. */
  readonly oursMs: number;
  readonly oursMsAt1e6: number;
  readonly clarabelLiteralMs: number | null;
  readonly cvxpyCompileMs: number | null;
  readonly ratioLiteral: number | null;
  /** t in rad^2 of each program: ours and Clarabel's. */
  readonly objectives: readonly { readonly ours: number | null; readonly clarabel: number | null }[];
  readonly maxObjectiveError: number | null;
  readonly statuses: readonly string[];
  readonly failure: string | null;
}

/** P3.A and P4 at their default sizes against the literal programs in Clarabel, one case after the other. */
export async function measureSymbolLevel(
  folder: string,
  missing: string | null,
  onRow: (row: SymbolLevelRow) => void,
): Promise<SymbolLevelRow[]> {
  const rows: SymbolLevelRow[] = [];
  for (const [i, benchCase] of SYMBOL_CASES.entries()) {
    const row = await measure(benchCase, join(folder, `symbol${i}`), missing);
    onRow(row);
    rows.push(row);
  }
  return rows;
}

async function measure(benchCase: SymbolBenchCase, stem: string, missing: string | null): Promise<SymbolLevelRow> {
  const programs = symbolPrograms(benchCase, PROGRAMS);
  const [at8, at6] = [await time(programs, 1e-8), await time(programs, TOLERANCE)];
  const files: string[] = [];
  for (const [i, program] of programs.entries()) {
    const file = `${stem}-${i}.json`;
    await writeFile(file, JSON.stringify(instanceOf(`${benchCase.name} ${i}`, program)));
    files.push(file);
  }
  const none: PeerRun = { lines: [], failure: missing };
  const { lines, failure } = missing === null ? await runPeer('symbolLevel.py', files, 300) : none;
  const objectives = files.map((file, i) => ({
    ours: at8.objectives[i] ?? null,
    clarabel: lines.find((l) => l.file === file)?.objective ?? null,
  }));
  const errors = objectives.flatMap(({ ours, clarabel }) =>
    ours === null || clarabel === null ? [] : [Math.abs(clarabel / ours - 1)],
  );
  const middle = (values: number[]): number | null => (values.length > 0 ? 1000 * median(values) : null);
  const clarabelMs = middle(lines.map((l) => l.solveSeconds));
  return {
    case: benchCase.name,
    thresholdDb: benchCase.thresholdDb,
    oursMs: at8.ms,
    oursMsAt1e6: at6.ms,
    clarabelLiteralMs: clarabelMs,
    cvxpyCompileMs: middle(lines.map((l) => l.compileSeconds)),
    ratioLiteral: clarabelMs === null ? null : clarabelMs / at8.ms,
    objectives,
    maxObjectiveError: errors.length > 0 ? Math.max(...errors) : null,
    statuses: lines.map((l) => l.status),
    failure,
  };
}

/** Median time of one program alone, and the optima. */
async function time(
  programs: readonly SymbolLevelProgram[],
  tolerance: number,
): Promise<{ ms: number; objectives: (number | null)[] }> {
  const objectives = (await solveSymbolLevelPrograms(programs, { tolerance })).map((s) => s.objective);
  const times: number[] = [];
  for (let i = 0; i < REPEATS; i++)
    for (const program of programs) {
      const start = performance.now();
      await solveSymbolLevelPrograms([program], { tolerance });
      times.push(performance.now() - start);
    }
  return { ms: median(times), objectives };
}

/** A document of format isac-mc-instance/1 with one symbol-level problem. */
function instanceOf(name: string, p: SymbolLevelProgram): unknown {
  const { scenario, realization, symbolPhase, pskOrder, echoCovariance, scheme, problem, ...rest } = p;
  const { rxAntennas } = scenario;
  const { robustness, form, threshold, interference, leakage, bs, sensingCut } = rest;
  return {
    ...instanceSystem(name, scenario, realization, { phase: symbolPhase, pskOrder }),
    problems: [
      {
        scheme,
        problem,
        robustness,
        form,
        threshold,
        interference,
        leakage,
        bs,
        sensingCut,
        ...(echoCovariance ? { echoCovariance: writeComplexArray(echoCovariance, [rxAntennas, rxAntennas]) } : {}),
      },
    ],
  };
}
