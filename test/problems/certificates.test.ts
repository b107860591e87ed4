import { beforeAll, describe, expect, it } from 'vitest';
import type { Certificate, CertificateTerm } from '../../src/model/certificates/certificate.ts';
import { certificateLengths } from '../../src/model/certificates/certificate.ts';
import { sensingCbf, sensingComp, sensingOfTransmission } from '../../src/model/crb.ts';
import { certificateSystem, provenBounds, provesInfeasible } from '../../src/problems/certificates.ts';
import { designPrecoders } from '../../src/problems/design/designPrecoders.ts';
import { drawDesignTask } from '../../src/problems/drawDesignTask.ts';
import { missingRobustness } from '../../src/problems/capabilities.ts';
import { type DesignTask, type PrecoderDesign, ROBUSTNESS } from '../../src/problems/types.ts';
import { openStream } from '../../src/random/stream.ts';

type Options = Parameters<typeof drawDesignTask>[0];
const SMALL = { usersPerCell: 2, txAntennas: 4, rxAntennas: 4, frameLength: 6 };

/** Every scheme with its designs, and every robustness that makes a difference. */
const KINDS = [
  ...(['paper', 'capsFree', 'joint', 'blind'] as const).map((design) => ({ scheme: 'BLP-CBF', design }) as const),
  ...(['paper', 'capsFree', 'joint'] as const).map((design) => ({ scheme: 'BLP-CoMP', design }) as const),
  ...(['paper', 'joint'] as const).map((design) => ({ scheme: 'SLP-CBF', design }) as const),
  { scheme: 'SLP-CoMP', design: 'joint' } as const,
];
const cases = KINDS.flatMap((kind) =>
  ROBUSTNESS.filter((r) => kind.scheme.startsWith('BLP') || r === 'none' || r === 'guaranteed')
    .filter((r) => missingRobustness(kind.scheme, kind.design, r) === null)
    .map((robustness) => ({ ...kind, robustness })),
);
const titled = cases.map((c) => [`${c.scheme} ${c.design} ${c.robustness}`, c] as const);

function taskOf(kind: (typeof cases)[number], thresholdDb: number, change: Partial<Options> = {}): DesignTask {
  const scenario = { ...SMALL, csiErrorRadius: kind.robustness === 'none' ? 0 : 0.01, ...change.scenario };
  return drawDesignTask({ ...kind, thresholdDb, seed: 3n, ...change, scenario });
}

/** Certificates with one term changed. */
function changed(
  certificates: readonly Certificate[],
  term: CertificateTerm,
  change: (x: number, i: number) => number,
): Certificate[] {
  return certificates.map((c) => ({
    ...c,
    terms: { ...c.terms, [term]: (c.terms[term] ?? new Float64Array(0)).map(change) },
  }));
}

function achieved(task: DesignTask, { precoders, transmit }: PrecoderDesign): Float64Array {
  const { scenario, realization, scheme } = task;
  const comp = scheme.endsWith('CoMP');
  if (transmit)
    return sensingOfTransmission(scenario, realization, { cooperation: comp ? 'comp' : 'cbf', vectors: transmit }).crb;
  return (comp ? sensingComp : sensingCbf)(scenario, realization, precoders as Float64Array).crb;
}

describe.each(titled)('certificates of %s', (_, kind) => {
  const reached = taskOf(kind, 5);
  const missed = taskOf(kind, 65);
  let designs: PrecoderDesign[];
  beforeAll(async () => {
    designs = await designPrecoders([reached, missed], { tighten: 1e-6 });
  });
  const own = (i: number): readonly Certificate[] => (designs[i] as PrecoderDesign).certificates;

  it('prove that a threshold is out of reach, with terms of the lengths that the table has', () => {
    expect(designs[1]?.status).toBe('infeasible');
    expect(provesInfeasible(missed, own(1))).toBe(true);
    for (const { terms, statement } of own(1))
      expect(new Map(Object.entries(terms).map(([name, v]) => [name, v.length]))).toEqual(
        new Map(certificateLengths(certificateSystem(missed), statement)),
      );
  });

  it('do not where signals count for nothing, where power costs much, or as certificates of something else', () => {
    const signal = kind.scheme.startsWith('SLP') ? 'signal' : 'sinr';
    expect(
      provesInfeasible(
        missed,
        changed(own(1), signal, () => 0),
      ),
    ).toBe(false);
    expect(
      provesInfeasible(
        missed,
        changed(own(1), signal, (x) => -x),
      ),
    ).toBe(false);
    expect(
      provesInfeasible(
        missed,
        changed(own(1), signal, () => Number.NaN),
      ),
    ).toBe(false);
    expect(
      provesInfeasible(
        missed,
        changed(own(1), 'power', (x) => x + 1),
      ),
    ).toBe(false);
    expect(provesInfeasible(missed, [])).toBe(false);
    expect(
      provesInfeasible(
        missed,
        own(1).map((c) => ({ ...c, statement: 'bound' })),
      ),
    ).toBe(false);
  });

  it('prove nothing infeasible that has a design, whatever their numbers', () => {
    const { uniform } = openStream({ seed: 9n, realization: 0, stream: 'channel' });
    const at = (c: Certificate): Certificate => ({ ...c, threshold: (own(0)[0] ?? c).threshold });
    const threshold = reached.form.kind === 'threshold' ? reached.form.threshold : Number.NaN;
    const lowered = own(1).map((c) => ({ ...at(c), threshold }));
    expect(provesInfeasible(reached, lowered)).toBe(false);
    for (let k = 0; k < 20; k++) {
      const random = lowered.map((c) => ({
        ...c,
        terms: Object.fromEntries(
          Object.entries(c.terms).map(([name, v]) => [name, v.map((x) => x * 10 ** (4 * uniform() - 2))]),
        ),
      }));
      expect(provesInfeasible(reached, random)).toBe(false);
    }
  });

  it('prove the lower bounds of a design, which no numbers raise above what it achieves', () => {
    const design = designs[0] as PrecoderDesign;
    if (kind.design === 'blind') {
      expect(own(0)).toEqual([]);
      return;
    }
    expect(provenBounds(reached, own(0))).toEqual({ crb: design.crbLower, mean: design.meanCrbLower });
    for (const { terms, statement } of own(0))
      expect(new Map(Object.entries(terms).map(([name, v]) => [name, v.length]))).toEqual(
        new Map(certificateLengths(certificateSystem(reached), statement)),
      );
    const crb = achieved(reached, design);
    const mean = crb.reduce((a, b) => a + b, 0) / crb.length;
    expect(design.meanCrbLower).toBeLessThanOrEqual(mean * (1 + 1e-7));
    expect(design.meanCrbLower).toBeGreaterThan(0);
    const { uniform } = openStream({ seed: 10n, realization: 0, stream: 'channel' });
    for (const spread of [1e-3, 0.1, 2])
      for (let k = 0; k < 8; k++) {
        const random = own(0).map((c) => ({
          ...c,
          terms: Object.fromEntries(
            Object.entries(c.terms).map(([name, v]) => [name, v.map((x) => x * 10 ** (spread * (2 * uniform() - 1)))]),
          ),
        }));
        const proven = provenBounds(reached, random);
        if (!Number.isNaN(proven.mean)) expect(proven.mean).toBeLessThanOrEqual(mean * (1 + 1e-7));
        proven.crb.forEach((x, bs) => {
          if (!Number.isNaN(x)) expect(x).toBeLessThanOrEqual((crb[bs] as number) * (1 + 1e-7));
        });
      }
  });

  it('do not depend on the unit of power', async () => {
    const unit = 250;
    const scaled = (task: DesignTask): DesignTask => {
      const { scenario, realization } = task;
      const power = { powerBudget: scenario.powerBudget * unit, noisePower: scenario.noisePower * unit };
      const caps = { maxInterference: scenario.maxInterference * unit, maxLeakage: scenario.maxLeakage * unit };
      const { reflectionGain, channels } = realization;
      return { ...task, scenario: { ...scenario, ...power, ...caps }, realization: { reflectionGain, channels } };
    };
    const [first, second] = await designPrecoders([scaled(reached), scaled(missed)], { tighten: 1e-6 });
    expect(second?.status).toBe('infeasible');
    if (kind.design !== 'blind')
      expect((first?.meanCrbLower ?? NaN) / (designs[0]?.meanCrbLower ?? NaN)).toBeCloseTo(1, 6);
  });
});

describe('guaranteedSum', () => {
  it.each(['BLP-CBF', 'BLP-CoMP'] as const)(
    '%s: a vector for each beam, as guaranteed has it, proves nothing of one norm over all beams',
    async (scheme) => {
      // three users of a cell: the sum of norms of two beams is larger than the norm of their sum
      const of = (robustness: 'guaranteed' | 'guaranteedSum', thresholdDb: number): DesignTask =>
        drawDesignTask({
          scheme,
          robustness,
          design: 'joint',
          thresholdDb,
          seed: 3n,
          scenario: { ...SMALL, usersPerCell: 3, csiErrorRadius: 0.2 },
        });
      const statuses = async (robustness: 'guaranteed' | 'guaranteedSum', thresholds: number[]): Promise<string[]> =>
        (
          await designPrecoders(
            thresholds.map((t) => of(robustness, t)),
            { lowerBounds: false },
          )
        ).map((d) => d.status);
      const coarse = Array.from({ length: 60 }, (_, i) => -10 + i / 2);
      const last = coarse[(await statuses('guaranteed', coarse)).lastIndexOf('optimal')] ?? Number.NaN;
      const thresholds = Array.from({ length: 50 }, (_, i) => last + i / 50);
      const [single, summed] = [await statuses('guaranteed', thresholds), await statuses('guaranteedSum', thresholds)];
      const between = thresholds.findIndex((_, i) => single[i] === 'infeasible' && summed[i] === 'optimal');
      expect(between).toBeGreaterThanOrEqual(0);
      const at = thresholds[between] as number;
      const [design] = await designPrecoders([of('guaranteed', at)]);
      const proof = design?.certificates ?? [];
      expect(provesInfeasible(of('guaranteed', at), proof)).toBe(true);
      expect(provesInfeasible(of('guaranteedSum', at), proof)).toBe(false);
    },
  );
});
