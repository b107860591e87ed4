import { expect, it } from 'vitest';
import {
  type Certificate,
  certificateLengths,
  type CertificateTerm,
  type CertificateTerms,
} from '../../src/model/certificates/certificate.ts';
import { missingRobustness } from '../../src/problems/capabilities.ts';
import { certificateSystem, provenBounds, provesInfeasible } from '../../src/problems/certificates.ts';
import { designPrecoders } from '../../src/problems/design/designPrecoders.ts';
import { drawDesignTask } from '../../src/problems/drawDesignTask.ts';
import { singleUserProofs } from '../../src/problems/singleUserProofs.ts';
import type { DesignTask } from '../../src/problems/types.ts';
import { openStream } from '../../src/random/stream.ts';

const SMALL = { usersPerCell: 2, txAntennas: 4, rxAntennas: 4, frameLength: 6 };
const KINDS = [
  ['BLP-CBF', 'paper'],
  ['BLP-CBF', 'capsFree'],
  ['BLP-CBF', 'joint'],
  ['BLP-CBF', 'blind'],
  ['BLP-CoMP', 'paper'],
  ['BLP-CoMP', 'joint'],
  ['SLP-CBF', 'paper'],
  ['SLP-CBF', 'joint'],
  ['SLP-CoMP', 'joint'],
] as const;
const cases = KINDS.flatMap(([scheme, design]) =>
  (['none', 'guaranteed', 'exact'] as const)
    .filter((robustness) => missingRobustness(scheme, design, robustness) === null)
    .map((robustness) => ({ scheme, design, robustness })),
);
/** Sizes whose squares or products leave float64, and those that are none. */
const SIZES = [5e-324, 1e-310, 1e-200, 1e-170, 1e-160, 1e-153, 1e-100, 1, 1e100, 1e153, 1e160, 1e300, Infinity, NaN];

/** A task with designs; `gain` makes channels smaller and the power larger, which changes nothing but the size of numbers. */
function taskOf({ scheme, design, robustness }: (typeof cases)[number], gain = 1): DesignTask {
  const csiErrorRadius = robustness === 'none' ? 0 : 0.01;
  const task = drawDesignTask({
    scheme,
    design,
    robustness,
    thresholdDb: 5,
    seed: 3n,
    scenario: { ...SMALL, csiErrorRadius },
  });
  const { scenario, realization } = task;
  return {
    ...task,
    scenario: {
      ...scenario,
      csiErrorRadius: csiErrorRadius * gain,
      powerBudget: scenario.powerBudget / gain ** 2,
      maxLeakage: scenario.maxLeakage / gain ** 2,
    },
    realization: { ...realization, channels: realization.channels.map((x) => x * gain) },
  };
}

function thresholdOf({ form }: DesignTask): number {
  return form.kind === 'threshold' ? form.threshold : Number.NaN;
}

/** Certificates of infeasibility, of all BSs and of every one, also of one that is not there. */
function claims(task: DesignTask, value: (term: CertificateTerm, i: number) => number): Certificate[] {
  const lengths = [...certificateLengths(certificateSystem(task), 'infeasible')];
  const terms: CertificateTerms = Object.fromEntries(
    lengths.map(([term, length]) => [term, Float64Array.from({ length }, (_, i) => value(term, i))]),
  );
  return [null, 0, 1, 2, 0.5].map((bs) => ({ statement: 'infeasible', bs, threshold: thresholdOf(task), terms }));
}

it.each(cases)(
  '$scheme $design $robustness: no size of the numbers proves a task infeasible that has designs',
  (kind) => {
    const { uniform } = openStream({ seed: 11n, realization: 0, stream: 'channel' });
    for (const gain of [1, 1e-8]) {
      const task = taskOf(kind, gain);
      for (const size of SIZES) {
        const wrong = [['sinr', 'signal'], ['signal', 'heard'], ['signal', 'heard', 'norm', 'limit'], null].filter(
          (filled) =>
            provesInfeasible(
              task,
              claims(task, (term) => (filled === null || filled.includes(term) ? size : 0)),
            ),
        );
        expect([gain, size, wrong]).toEqual([gain, size, []]);
      }
      for (let k = 0; k < 40; k++)
        expect(
          provesInfeasible(
            task,
            claims(task, () => (uniform() < 0.3 ? 0 : (uniform() - 0.3) * 10 ** (600 * uniform() - 300))),
          ),
        ).toBe(false);
    }
  },
);

it.each(cases.filter(({ design }) => design !== 'blind'))(
  '$scheme $design $robustness: the bound of a certificate does not rise with the size of its numbers',
  async (kind) => {
    const task = taskOf(kind);
    const [design] = await designPrecoders([task]);
    const own = design?.certificates ?? [];
    expect(own.length).toBeGreaterThan(0);
    for (const size of SIZES) {
      const scaled = own.map((c) => ({
        ...c,
        // a homogeneous inequality, but for the vectors and y
        terms: Object.fromEntries(
          Object.entries(c.terms).map(([term, values]) => [
            term,
            values.map((x, i) =>
              term === 'norm' || term === 'error' || (term === 'information' && i % 3 > 0) ? x : x * size,
            ),
          ]),
        ),
      }));
      const { mean } = provenBounds(task, scaled);
      if (!Number.isNaN(mean)) expect(mean / (design?.meanCrbLower ?? NaN)).toBeLessThan(1 + 1e-12);
    }
  },
);

it.each(['paper', 'capsFree', 'joint'] as const)(
  'one user alone proves that %s has no design in one cell without signal',
  (design) => {
    const task = drawDesignTask({
      scheme: 'BLP-CBF',
      design,
      robustness: 'none',
      thresholdDb: 5,
      seed: 3n,
      scenario: { ...SMALL, cells: 1, targetAnglesDeg: [[20]] },
    });
    const silent = { ...task, realization: { ...task.realization, channels: task.realization.channels.map(() => 0) } };
    for (const proof of singleUserProofs(silent, thresholdOf(task)))
      expect(provesInfeasible(silent, [proof])).toBe(true);
  },
);
