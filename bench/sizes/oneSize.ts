/** One size of `bench:sizes` in a process of its own: designs for some draws, one after the other, and prints what they took as JSON. */
import { readFileSync } from 'node:fs';
import { startBackend } from '../../src/device/startBackend.ts';
import { designPrecoders } from '../../src/problems/design/designPrecoders.ts';
import { drawDesignTask } from '../../src/problems/drawDesignTask.ts';
import type { SizeCase, SizeTimes } from './sizeCases.ts';

const DRAWS = 3;
/** No further draw after this much processor time, in seconds. */
const ENOUGH = 4;

const given = JSON.parse(process.argv[2] ?? '') as SizeCase;
const { scheme, robustness, radius, cells, usersPerCell, txAntennas, frameLength } = given;

/** Own targets and those of the neighbours spread over 120 degrees; two cells have the default ones. */
const targetAnglesDeg = Array.from({ length: cells }, (_, bs) =>
  Array.from({ length: cells }, (_angle, target) => -60 + (120 * ((target + 0.4 * bs) % cells)) / cells),
);
const task = (draw: number, sizes: Partial<SizeCase> = given) =>
  drawDesignTask({
    scheme,
    thresholdDb: 5,
    robustness,
    scenario: {
      ...(sizes === given
        ? {
            cells,
            usersPerCell,
            txAntennas,
            rxAntennas: txAntennas,
            frameLength,
            ...(cells === 2 ? {} : { targetAnglesDeg }),
          }
        : {}),
      csiErrorRadius: radius,
    },
    realizationIndex: draw,
  });
const seconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
/** Largest resident set so far, MiB. */
const peakMib = (): number => Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;

await startBackend('cpu');
await designPrecoders([task(0, {})]); // compiled code, at the default sizes
const times: number[] = [];
const iterations: number[] = [];
let status = '';
const start = seconds();
while (times.length < DRAWS && (times.length === 0 || seconds() - start < ENOUGH)) {
  const before = seconds();
  const [design] = await designPrecoders([task(times.length)]);
  times.push(seconds() - before);
  iterations.push(design?.solverIterations ?? 0);
  status = design?.status ?? '';
}
const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
const result: SizeTimes = { seconds: mean(times), iterations: mean(iterations), status, peakMib: peakMib() };
process.stdout.write(`${JSON.stringify(result)}\n`);
