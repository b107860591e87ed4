import { beforeAll, describe, expect, it } from 'vitest';
import type { Certificate } from '../../src/model/certificates/certificate.ts';
import { provenBounds, provesInfeasible } from '../../src/problems/certificates.ts';
import { designPrecoders } from '../../src/problems/design/designPrecoders.ts';
import { drawDesignTask } from '../../src/problems/drawDesignTask.ts';
import type { DesignTask, PrecoderDesign } from '../../src/problems/types.ts';
import { openStream } from '../../src/random/stream.ts';
import { shapesFor } from '../model/errorLinks.ts';

const SMALL = { usersPerCell: 2, txAntennas: 4, rxAntennas: 4, frameLength: 6 };

/** Certificates with another term `error`. */
function withErrors(certificates: readonly Certificate[], error: (x: number, i: number) => number): Certificate[] {
  return certificates.map((c) => ({ ...c, terms: { ...c.terms, error: (c.terms.error ?? none).map(error) } }));
}
const none = new Float64Array(0);

describe.each(
  (['BLP-CBF', 'BLP-CoMP'] as const).flatMap((scheme) =>
    [false, true].map((shaped) => ({ scheme, shaped, what: shaped ? 'errors with a shape' : 'errors of the ball' })),
  ),
)('term error of certificates, $scheme, $what', ({ scheme, shaped }) => {
  const of = (thresholdDb: number, csiErrorRadius = 0.05): DesignTask => {
    const task = drawDesignTask({
      scheme,
      design: 'joint',
      robustness: 'exact',
      thresholdDb,
      seed: 3n,
      scenario: { ...SMALL, csiErrorRadius },
    });
    const { realization, scenario } = task;
    return shaped ? { ...task, realization: { ...realization, errorShape: shapesFor(4, scenario) } } : task;
  };
  const reached = of(scheme === 'BLP-CBF' ? 12 : 20);
  const missed = of(40);
  const wide = of(scheme === 'BLP-CBF' ? 12 : 20, 0.4);
  let bounded: PrecoderDesign;
  let infeasible: PrecoderDesign;
  let tooWide: PrecoderDesign;
  beforeAll(async () => {
    [bounded, infeasible, tooWide] = (await designPrecoders([reached, missed, wide])) as [
      PrecoderDesign,
      PrecoderDesign,
      PrecoderDesign,
    ];
  });
  const { uniform } = openStream({ seed: 12n, realization: 0, stream: 'channel' });
  const forgeries: readonly (readonly [string, (x: number, i: number) => number])[] = [
    ['zeros', () => 0],
    ['NaN', () => NaN],
    ['NaN here and there', (x, i) => (i % 13 === 2 ? NaN : x)],
    ['Infinity here and there', (x, i) => (i % 13 === 2 ? Infinity : x)],
    ['noise', () => uniform() - 0.5],
    ['loud noise', () => 1e6 * (uniform() - 0.5)],
    ['noise of every size', () => (uniform() - 0.5) * 10 ** (600 * uniform() - 300)],
    ['small changes', (x) => x * (1 + 1e-3 * (uniform() - 0.5))],
    ['changes', (x) => x * 10 ** (2 * uniform() - 1)],
    ['other signs', (x) => (uniform() < 0.5 ? -x : x)],
    ['errors that are too long', (x, i) => (i % (2 * (scheme === 'BLP-CBF' ? 5 : 9)) < 2 ? x : 100 * x)],
    ['little weight', (x, i) => (i % (2 * (scheme === 'BLP-CBF' ? 5 : 9)) < 2 ? 1e-4 * x : x)],
  ];

  it('is needed by the bounds and the proofs', () => {
    expect(bounded.precoders).not.toBeNull();
    for (const design of [infeasible, tooWide]) expect(design.status).toBe('infeasible');
    expect(provenBounds(reached, bounded.certificates)).toEqual({
      crb: bounded.crbLower,
      mean: bounded.meanCrbLower,
    });
    for (const c of bounded.certificates) expect(c.terms).not.toHaveProperty('norm');
    expect(
      provenBounds(
        reached,
        withErrors(bounded.certificates, () => 0),
      ).mean,
    ).toBeLessThan(bounded.meanCrbLower);
    expect(provesInfeasible(wide, tooWide.certificates)).toBe(true);
    // without errors this threshold is within reach
    expect(
      provesInfeasible(
        wide,
        withErrors(tooWide.certificates, () => 0),
      ),
    ).toBe(false);
    expect(
      provesInfeasible(
        wide,
        tooWide.certificates.map((c) => ({
          ...c,
          terms: Object.fromEntries(Object.entries(c.terms).filter(([term]) => term !== 'error')),
        })),
      ),
    ).toBe(false);
  });

  it.each(forgeries)('%s: raises no bound and proves nothing infeasible that is not', (_, change) => {
    for (let k = 0; k < 5; k++) {
      const forged = provenBounds(reached, withErrors(bounded.certificates, change));
      // the errors of a certificate are the best ones but for what the solver leaves
      for (const [i, x] of [forged.mean, ...forged.crb].entries()) {
        const own = [bounded.meanCrbLower, ...bounded.crbLower][i] as number;
        if (!Number.isNaN(x)) expect(x / own).toBeLessThan(1 + 1e-6);
      }
      // at the threshold and the radius of a design that holds
      const { threshold } = bounded.certificates[0] as Certificate;
      for (const claims of [infeasible, tooWide]) {
        const lowered = claims.certificates.map((c) => ({ ...c, threshold }));
        expect(provesInfeasible(reached, withErrors(lowered, change))).toBe(false);
      }
    }
  });

  it('is not read where a design has no such robustness, as term norm is not with exact', async () => {
    const norm = new Float64Array(2 * 16 * 8).fill(0.3);
    const more = bounded.certificates.map((c) => ({ ...c, terms: { ...c.terms, norm } }));
    expect(provenBounds(reached, more)).toEqual(provenBounds(reached, bounded.certificates));
    if (shaped) return;
    for (const robustness of ['none', 'paper', 'guaranteed', 'guaranteedSum'] as const) {
      const task = { ...reached, robustness };
      const [design] = await designPrecoders([task]);
      const certificates = design?.certificates ?? [];
      const { error = none } = bounded.certificates[0]?.terms ?? {};
      const other = certificates.map((c) => ({ ...c, terms: { ...c.terms, error } }));
      expect(provenBounds(task, other)).toEqual(provenBounds(task, certificates));
      // nor does what is proven of one robustness hold for one that knows less
      if (robustness === 'none')
        expect(provenBounds(task, bounded.certificates).mean).toBeLessThan(design?.meanCrbLower ?? NaN);
    }
  });
});
