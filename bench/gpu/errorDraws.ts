import { sampledWorstCase } from '../../src/model/sampledWorstCase.ts';
import { designPrecoders } from '../../src/problems/design/designPrecoders.ts';
import { drawDesignTask } from '../../src/problems/drawDesignTask.ts';

/** CSI error realizations per second: drawn, and the SINRs of all users under each. */
export interface ErrorDrawsMeasured {
  readonly scheme: string;
  /** Where they are computed. */
  readonly where: 'host, one thread';
  readonly draws: number;
  readonly realizationsPerSecond: number;
}

const DRAWS = 1000;
/** Milliseconds of one measurement. */
const LONG_ENOUGH = 500;
const THRESHOLD_DB = { 'BLP-CBF': 10, 'BLP-CoMP': 20 } as const;

/** Measures error draws of a design of each block-level scheme at d = 0.01, which the running backend makes. */
export async function measureErrorDraws(): Promise<ErrorDrawsMeasured[]> {
  const rows: ErrorDrawsMeasured[] = [];
  for (const scheme of ['BLP-CBF', 'BLP-CoMP'] as const) {
    const task = drawDesignTask({
      scheme,
      thresholdDb: THRESHOLD_DB[scheme],
      robustness: 'guaranteed',
      scenario: { csiErrorRadius: 0.01 },
    });
    const [design] = await designPrecoders([task]);
    const precoders = design?.precoders;
    if (!precoders) throw new Error(`${scheme}: the design has no precoders`);
    const { scenario, realization } = task;
    const run = (index: number): void => {
      const options = { seed: 1n, realization: index, draws: DRAWS };
      sampledWorstCase(scenario, realization.channels, precoders, scheme === 'BLP-CBF' ? 'cbf' : 'comp', options);
    };
    run(0); // compiles
    const start = performance.now();
    let rounds = 0;
    while (performance.now() - start < LONG_ENOUGH) run(++rounds);
    const seconds = (performance.now() - start) / 1000;
    rows.push({
      scheme,
      where: 'host, one thread',
      draws: rounds * DRAWS,
      realizationsPerSecond: (rounds * DRAWS) / seconds,
    });
  }
  return rows;
}
