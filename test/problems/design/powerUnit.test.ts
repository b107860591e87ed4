import { describe, expect, test } from 'vitest';
import { sensingCbf, sensingComp, sensingOfTransmission } from '../../../src/model/crb.ts';
import { designPrecoders } from '../../../src/problems/design/designPrecoders.ts';
import { drawDesignTask, type DesignTaskOptions } from '../../../src/problems/drawDesignTask.ts';
import { evaluateWorstCase } from '../../../src/problems/evaluateWorstCase.ts';
import type { DesignTask, PrecoderDesign } from '../../../src/problems/types.ts';

const SYSTEM = { usersPerCell: 2, txAntennas: 4, rxAntennas: 4, frameLength: 6, csiErrorRadius: 0.02 };
/** Units of power; 1 is the reference. */
const UNITS = [4, 1e-12, 1e7, 1e-25, 1e20];

function crbOf(task: DesignTask, design: PrecoderDesign): Float64Array {
  const { scenario, realization, scheme } = task;
  const cooperation = scheme.endsWith('CoMP') ? 'comp' : 'cbf';
  if (design.transmit)
    return sensingOfTransmission(scenario, realization, { cooperation, vectors: design.transmit }).crb;
  if (!design.precoders) return new Float64Array(0);
  return (cooperation === 'comp' ? sensingComp : sensingCbf)(scenario, realization, design.precoders).crb;
}

async function outcome(options: DesignTaskOptions, noisePower: number) {
  const task = drawDesignTask({ ...options, scenario: { ...SYSTEM, noisePower } });
  const [design] = await designPrecoders([task], { tolerance: 1e-10 });
  if (!design) throw new Error('a task has a design');
  const worst = design.precoders || design.transmit ? evaluateWorstCase({ ...task, ...design, errors: 5 }) : null;
  return { design, crb: crbOf(task, design), worst };
}

const block: DesignTaskOptions[] = (['BLP-CBF', 'BLP-CoMP'] as const).flatMap((scheme) =>
  (['paper', 'capsFree', 'joint'] as const).flatMap((design) => [
    { scheme, design, robustness: 'guaranteed' as const, thresholdDb: 8 },
    { scheme, design, robustness: 'none' as const, rho: 0.5 },
    { scheme, design, robustness: 'paper' as const, thresholdDb: 60 },
    { scheme, design, robustness: 'guaranteed' as const, thresholdDb: 60 },
    { scheme, design, robustness: 'guaranteedSum' as const, thresholdDb: 20 },
  ]),
);
const symbol: DesignTaskOptions[] = [
  // its alternation leaves I = Imax, so that every cap and floor of it shows
  { scheme: 'SLP-CBF', design: 'paper', robustness: 'none', thresholdDb: 15 },
  ...(['SLP-CBF', 'SLP-CoMP'] as const).flatMap((scheme) =>
    (['paper', 'joint'] as const).map((design) => ({
      scheme,
      design,
      robustness: 'guaranteed' as const,
      thresholdDb: 8,
    })),
  ),
];

describe.each([...block, ...symbol])(
  '$scheme $design $robustness, threshold $thresholdDb dB or rho $rho',
  (options) => {
    test('every metric and status is the same in any unit of power', async () => {
      const reference = await outcome(options, 1);
      for (const unit of UNITS) {
        const { design, crb, worst } = await outcome(options, unit);
        expect(design.status).toBe(reference.design.status);
        expect(crb.length).toBe(reference.crb.length);
        // the interference that the last step was designed for is a power
        const [level, expected] = [design, reference.design].map((d) => d.convergence.at(-1)?.interference ?? NaN);
        if (level !== undefined && Number.isFinite(level)) expect(level / unit / (expected ?? NaN)).toBeCloseTo(1, 5);
        // what is left of the solver's tolerance once it has centred the answer
        const close = options.scheme.startsWith('BLP') ? 1e-6 : 1e-4;
        crb.forEach((x, i) => expect(Math.abs(x / (reference.crb[i] ?? NaN) - 1)).toBeLessThan(close));
        for (const key of ['nominal', 'exact', 'sampled'] as const)
          expect(Math.abs((worst?.smallestDb[key] ?? 0) - (reference.worst?.smallestDb[key] ?? 0))).toBeLessThan(
            close * 100,
          );
      }
    });
  },
);

test('the received echo SNR is 1 in any unit, so that the RCRB of given precoders in units of sqrt(P) is too', () => {
  for (const unit of UNITS) {
    const [one, other] = [1, unit].map((noisePower) =>
      drawDesignTask({ scheme: 'BLP-CBF', thresholdDb: 5, scenario: { ...SYSTEM, noisePower } }),
    );
    if (!one || !other) throw new Error('two tasks were drawn');
    const precoders = one.realization.channels.slice(0, 2 * 2 * 2 * 4);
    const scaled = precoders.map((x) => Math.sqrt(unit) * x);
    const expected = sensingCbf(one.scenario, one.realization, precoders).rcrbDeg;
    sensingCbf(other.scenario, other.realization, scaled).rcrbDeg.forEach((x, i) =>
      expect(x / (expected[i] ?? NaN)).toBeCloseTo(1, 12),
    );
  }
});
