import { CASES, feasibleDraws } from '../../src/problems/benchmark/cases.ts';
import { runPipeline } from '../../src/problems/benchmark/pipeline.ts';
import { median } from '../../src/model/median.ts';
import { repeated } from './timing.ts';

/**
 * From channels to checked results, rank one and certificate included, on one thread of the host, as `isac-mc bench` measures it; it shows its numbers
 * beside those of a stored machine.
 */
export interface ResultsMeasured {
  readonly case: string;
  readonly batch: number;
  readonly tolerance: number;
  readonly programsPerSecond: number;
  readonly certified: number;
  readonly draws: number;
}

const TOLERANCE = 1e-8;

/**
 * Measures the block-level kinds on the running backend; draws whose programs are all feasible.
 *
 * @param hasTime false when no further kind is to begin.
 */
export async function measureResults(
  programs: number,
  repeats: number,
  hasTime: () => boolean,
): Promise<ResultsMeasured[]> {
  const rows: ResultsMeasured[] = [];
  for (const benchCase of CASES) {
    if (!hasTime()) break;
    const draws = await feasibleDraws(benchCase, programs);
    const run = async () => runPipeline(benchCase, draws, { tolerance: TOLERANCE });
    await run(); // warms up
    const runs = await repeated(repeats, run);
    const [first] = runs;
    if (!first) continue;
    const batch = first.solutions.length;
    const { meetsClaim, draws: of } = first;
    const programsPerSecond = (1000 * batch) / median(runs.map((r) => r.totalMs));
    rows.push({
      case: benchCase.name,
      batch,
      tolerance: TOLERANCE,
      programsPerSecond,
      certified: meetsClaim,
      draws: of,
    });
  }
  return rows;
}
