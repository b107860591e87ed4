import { instanceSystem } from '../../../src/problems/instanceSystem.ts';
import { BENCH_SEED } from '../../../src/problems/benchmark/cases.ts';
import { drawDesignTask } from '../../../src/problems/drawDesignTask.ts';
import type { Design, DesignTask, Scheme } from '../../../src/problems/types.ts';

/** One kind of design that is measured: every draw at every threshold. */
export interface DesignCase {
  readonly scheme: Scheme;
  readonly design: Design;
  readonly csiErrorRadius: number;
  readonly thresholdsDb: readonly number[];
  readonly draws: number;
}

const SIZES = {
  'BLP-CBF joint': { thresholdsDb: [10, 20], draws: 6 },
  'BLP-CBF paper': { thresholdsDb: [5, 15, 25], draws: 6 },
  'BLP-CoMP joint': { thresholdsDb: [20, 30], draws: 6 },
  'SLP-CBF joint': { thresholdsDb: [10], draws: 3 },
  'SLP-CoMP joint': { thresholdsDb: [20], draws: 3 },
} as const;

/** At the default system; with CSI errors the designs hold over the whole error ball (`guaranteed`). The symbol-level ones are the slow ones and come last. */
export const DESIGN_CASES: readonly DesignCase[] = Object.entries(SIZES).flatMap(([kind, sizes]) =>
  [0, 0.01].map((csiErrorRadius) => {
    const [scheme, design] = kind.split(' ') as [Scheme, Design];
    return { scheme, design, csiErrorRadius, ...sizes };
  }),
);

export function nameOf({ scheme, design, csiErrorRadius }: DesignCase): string {
  return `${scheme} ${design} d=${csiErrorRadius}`;
}

/** Tasks of a case, draw by draw. */
export function tasksOf({ scheme, design, csiErrorRadius, thresholdsDb, draws }: DesignCase): DesignTask[] {
  return Array.from({ length: draws }, (_, realizationIndex) =>
    thresholdsDb.map((thresholdDb) =>
      drawDesignTask({
        scheme,
        design,
        thresholdDb,
        robustness: csiErrorRadius > 0 ? 'guaranteed' : 'none',
        scenario: { csiErrorRadius },
        seed: BENCH_SEED,
        realizationIndex,
      }),
    ),
  ).flat();
}

/**
 * What the peer reads: the system as an instance file, and what to design.
 *
 * @param threshold g that the programs ask for, linear.
 */
export function peerDocument(task: DesignTask, threshold: number): unknown {
  const { scheme, design, robustness, scenario, realization, symbols } = task;
  return {
    ...instanceSystem(`${scheme} ${design}`, scenario, realization, symbols),
    design: { kind: `${scheme} ${design}`, threshold, robust: robustness !== 'none' },
  };
}
