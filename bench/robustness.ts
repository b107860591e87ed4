/**
 * Processor time of a design by its robustness: `npm run bench:robustness [-- --rounds 3]`. Every kind designs the same 64 channel draws in one batch, without lower bounds, in turn in every round, so that
 * ratios within a round hold on a noisy machine.
 */
import { parseArgs } from 'node:util';
import { median } from '../src/model/median.ts';
import { designPrecoders } from '../src/problems/design/designPrecoders.ts';
import { drawDesignTask } from '../src/problems/drawDesignTask.ts';
import type { Robustness, Scheme } from '../src/problems/types.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } });
const BATCH = 64;
const KINDS: readonly Robustness[] = ['none', 'guaranteed', 'guaranteedSum', 'exact'];
const POINTS: readonly { scheme: Scheme; thresholdDb: number; csiErrorRadius: number }[] = [
  { scheme: 'BLP-CBF', thresholdDb: 15, csiErrorRadius: 0.01 },
  { scheme: 'BLP-CBF', thresholdDb: 10, csiErrorRadius: 0.05 },
  { scheme: 'BLP-CoMP', thresholdDb: 30, csiErrorRadius: 0.01 },
];

for (const { scheme, thresholdDb, csiErrorRadius } of POINTS) {
  const tasksOf = (robustness: Robustness) =>
    Array.from({ length: BATCH }, (_, realizationIndex) =>
      drawDesignTask({
        scheme,
        design: 'joint',
        thresholdDb,
        robustness,
        scenario: { csiErrorRadius },
        seed: 7n,
        realizationIndex,
      }),
    );
  const times = new Map(KINDS.map((kind) => [kind, [] as number[]]));
  let iterations = '';
  for (let round = 0; round <= Number(values.rounds); round++)
    for (const kind of KINDS) {
      const tasks = tasksOf(kind);
      const before = process.cpuUsage();
      const designs = await designPrecoders(tasks, { lowerBounds: false, tighten: 1e-6 });
      const { user, system } = process.cpuUsage(before);
      // the first round warms up
      if (round > 0) times.get(kind)?.push((user + system) / 1000 / BATCH);
      else iterations += ` ${kind} ${(designs.reduce((sum, d) => sum + d.solverIterations, 0) / BATCH).toFixed(1)}`;
    }
  const own = (kind: Robustness): readonly number[] => times.get(kind) ?? [];
  const ratios = own('exact').map((x, i) => x / (own('guaranteed')[i] ?? Number.NaN));
  console.log(
    `${scheme} ${thresholdDb} dB d = ${csiErrorRadius}: ${KINDS.map((kind) => `${kind} ${median(own(kind)).toFixed(1)}`).join(', ')} ms; exact over guaranteed ${ratios.map((x) => x.toFixed(2)).join(' ')}; iterations${iterations}`,
  );
}
