/**
 * Times of the designs of the shipped study `complexity` beside the models (63)-(65) of the paper:
 *
 *     npm run bench:complexity
 *
 * One design at a time, median of three after a warm-up, one channel draw.
 */
import { readFileSync } from 'node:fs';
import { startBackend } from '../src/device/startBackend.ts';
import { backhaulOverhead, complexityModel, programSize } from '../src/model/complexity.ts';
import { designPrecoders } from '../src/problems/design/designPrecoders.ts';
import { chunkTasks } from '../src/study/chunkTasks.ts';
import { studyGrid } from '../src/study/grid.ts';
import { parseStudy } from '../src/study/parseStudy.ts';

const REPEATS = 3;
const ACCURACY = 1e-8;

const file = new URL('../experiments/complexity.yaml', import.meta.url);
const study = parseStudy(readFileSync(file, 'utf8'), 'complexity.yaml');
await startBackend('cpu');
const lines = [
  '| scheme | J | K | N | L | V | C | (63), Gflop | overhead, kbit | status | iterations | ms |',
  `|${' --- |'.repeat(12)}`,
];
for (const { task, point } of chunkTasks(study, studyGrid(study), { first: 0, end: 1 })) {
  const { scheme, scenario, pskOrder } = point;
  const times: number[] = [];
  let iterations = 0;
  let status = '';
  for (let i = 0; i <= REPEATS; i++) {
    const start = performance.now();
    const [design] = await designPrecoders([task], { tighten: study.solver.tighten });
    if (i > 0) times.push(performance.now() - start);
    iterations = design?.solverIterations ?? 0;
    status = design?.status ?? '';
  }
  const comp = scheme.endsWith('CoMP');
  const size = programSize(scenario, comp, scheme.startsWith('SLP'));
  const { cells, usersPerCell, txAntennas, frameLength } = scenario;
  lines.push(
    `| ${[
      scheme,
      cells,
      usersPerCell,
      txAntennas,
      frameLength,
      size.variables,
      size.constraints,
      (complexityModel(size, ACCURACY) / 1e9).toPrecision(3),
      (backhaulOverhead(scenario, comp, pskOrder ?? study.scenario.pskOrder) / 1e3).toPrecision(3),
      status,
      iterations,
      (times.sort((a, b) => a - b)[(REPEATS - 1) / 2] ?? Number.NaN).toFixed(1),
    ].join(' | ')} |`,
  );
}
process.stdout.write(`${lines.join('\n')}\n`);
