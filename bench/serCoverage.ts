/**
 * How often the 95% intervals of symbol error rates hold the true rate, by simulation:
 *
 *     npm run bench:coverage
 *
 * 2,000 repetitions of each case; a share of 0.95 then has a standard error of 0.005.
 */
import { drawCsiErrors } from '../src/model/csiErrors.ts';
import { perturbChannels } from '../src/model/sinr.ts';
import { symbolErrorRates } from '../src/montecarlo/symbolErrorRates.ts';
import { drawSymbolPhases } from '../src/model/symbols.ts';
import { CHANNELS, conjugatePrecoders, SYSTEM, USERS } from '../test/model/interferingUsers.ts';
import { coverageOf, designCoverage, FRAME_LAWS, frameCoverage } from '../test/model/intervalCoverage.ts';
import { exactBlockErrorRates, exactFrameErrorRates } from '../test/model/symbolErrorOracle.ts';
import { blockTransmitter } from '../test/montecarlo/blockTransmitter.ts';

const REPETITIONS = 2000;

const print = (cells: readonly (string | number)[]): void => {
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
};
const heading = (title: string, columns: readonly string[]): void => {
  process.stdout.write(`\n${title}\n\n`);
  print(columns);
  print(columns.map(() => '---'));
};
const three = (x: number): string => x.toFixed(3);
const short = (x: number): string => String(Number(x.toPrecision(2)));

heading('Rows: the chance of an error varies over the frames (30 decisions each).', [
  'law',
  'rate',
  'frames',
  'coverage',
  'mean width',
  'Wilson over decisions',
  'its width',
]);
for (const law of FRAME_LAWS)
  for (const frames of [20, 100, 200, 1000]) {
    const { clustered, independent } = frameCoverage(law, frames, REPETITIONS, 11n);
    print([
      law.name,
      short(law.rate),
      frames,
      three(clustered.share),
      short(clustered.meanWidth),
      three(independent.share),
      short(independent.meanWidth),
    ]);
  }

heading('Rows: simulated transmissions of two cells with two users, QPSK, frames of 5.', [
  'level',
  'd',
  'frames',
  'rates of the users',
  'coverage of each user',
]);
const symbolPhase = drawSymbolPhases(SYSTEM, { seed: 2n, realization: 0, pskOrder: 4 });
for (const scale of [0.6, 1])
  for (const level of ['block', 'symbol'] as const)
    for (const radius of [0, 0.3, 1]) {
      const precoders = conjugatePrecoders('cbf', scale);
      const transmit = blockTransmitter(SYSTEM, CHANNELS, precoders, 'cbf', 4);
      const designed = transmit(symbolPhase);
      const exact = exactRates(radius, (actual) =>
        level === 'block'
          ? exactBlockErrorRates(SYSTEM, actual, CHANNELS, precoders, 'cbf')
          : exactFrameErrorRates(SYSTEM, actual, designed),
      );
      for (const frames of [20, 100]) {
        const runs = Array.from({ length: REPETITIONS }, (_, realization) => {
          const options = { seed: 21n, realization, law: 'ball', frames } as const;
          const transmission = level === 'block' ? ({ cooperation: 'cbf', precoders, pskOrder: 4 } as const) : designed;
          const [rates] = symbolErrorRates([{ scenario: SYSTEM, channels: CHANNELS, transmission, radius }], options);
          return rates?.interval ?? new Float64Array(0);
        });
        const shares = Array.from(exact, (p, user) =>
          coverageOf(
            runs.map((i) => [i[2 * user] as number, i[2 * user + 1] as number] as const),
            p,
          ),
        );
        print([
          level,
          radius,
          frames,
          Array.from(exact, short).join(', '),
          shares.map(({ share }) => three(share)).join(', '),
        ]);
      }
    }

heading('Figure: the rate varies over the designs of a point.', [
  'law',
  'mean rate',
  'designs',
  'coverage',
  'mean width',
]);
for (const law of FRAME_LAWS.slice(4, 9))
  for (const designs of [2, 5, 10, 20, 50, 200]) {
    const { share, meanWidth } = designCoverage(law, designs, REPETITIONS, 31n);
    print([law.name, short(law.rate), designs, three(share), short(meanWidth)]);
  }

/** Mean of exact rates over CSI errors of another seed than the simulation's. */
function exactRates(radius: number, rates: (actual: Float64Array) => Float64Array): Float64Array {
  const draws = radius === 0 ? 1 : 20_000;
  const sum = new Float64Array(USERS);
  for (let draw = 0; draw < draws; draw++) {
    const errors = drawCsiErrors(SYSTEM, { seed: 77n, realization: 0, draw, radius });
    rates(perturbChannels(CHANNELS, errors)).forEach((p, user) => (sum[user] = (sum[user] as number) + p / draws));
  }
  return sum;
}
