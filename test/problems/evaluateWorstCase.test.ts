import { beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { symbolLevelSinr } from '../../src/model/constructiveInterference.ts';
import { exactWorstCase } from '../../src/model/exactWorstCase.ts';
import { perturbChannels, sinrCbf, sinrComp } from '../../src/model/sinr.ts';
import {
  designPrecoders,
  type DesignTask,
  drawDesignTask,
  evaluateWorstCase,
  type PrecoderDesign,
  type Scheme,
} from '../../src/index.ts';

const RADIUS = 0.01;
const system = { csiErrorRadius: RADIUS, usersPerCell: 2, txAntennas: 4, rxAntennas: 4, frameLength: 8 };
const thresholdDb = { 'BLP-CBF': 5, 'BLP-CoMP': 10, 'SLP-CBF': 5, 'SLP-CoMP': 10 };
const schemes = Object.keys(thresholdDb) as Scheme[];
/** Rounding of the SINR itself. */
const ROUNDING = 1e-9;

const pairs = new Map<Scheme, { task: DesignTask; design: PrecoderDesign }>();
beforeAll(async () => {
  const tasks = schemes.map((scheme) =>
    drawDesignTask({ scheme, thresholdDb: thresholdDb[scheme], robustness: 'guaranteed', scenario: system, seed: 3n }),
  );
  const designs = await designPrecoders(tasks, { tighten: 1e-6 });
  tasks.forEach((task, i) => pairs.set(task.scheme, { task, design: designs[i] as PrecoderDesign }));
});

describe.each(schemes)('evaluateWorstCase, %s', (scheme) => {
  const query = () => {
    const { task, design } = pairs.get(scheme) as { task: DesignTask; design: PrecoderDesign };
    return { ...task, ...design };
  };

  it('orders its values: bound <= exact <= sampled, exact < nominal', () => {
    const { nominal, sampled, exact, bound } = evaluateWorstCase({ ...query(), errors: 50 });
    nominal.forEach((top, user) => {
      expect(exact[user]).toBeLessThan(top);
      expect(exact[user]).toBeLessThanOrEqual((sampled?.[user] ?? NaN) * (1 + ROUNDING));
      expect(bound[user]).toBeLessThanOrEqual((exact[user] as number) * (1 + ROUNDING));
    });
  });

  it('shows that a guaranteed design keeps its threshold over the whole ball', () => {
    const { smallestDb, exact, bound } = evaluateWorstCase(query());
    expect(smallestDb.exact).toBeGreaterThanOrEqual(thresholdDb[scheme] - 1e-6);
    expect(smallestDb.bound).toBeGreaterThanOrEqual(thresholdDb[scheme] - 1e-6);
    expect(smallestDb.exact).toBeCloseTo(10 * Math.log10(Math.min(...exact)), 12);
    expect(smallestDb.bound).toBeCloseTo(10 * Math.log10(Math.min(...bound)), 12);
    expect(smallestDb.sampled).toBeNull();
  });

  it('is the nominal SINR four times at radius 0', () => {
    const { nominal, sampled, exact, bound } = evaluateWorstCase({ ...query(), radius: 0, errors: 2 });
    for (const values of [sampled, exact, bound])
      nominal.forEach((v, i) => expect((values?.[i] ?? NaN) / v).toBeCloseTo(1, 9));
  });

  it('is attained by an error of the ball', () => {
    const { scenario, realization, precoders, symbols, transmit } = query();
    const comp = scheme.endsWith('CoMP');
    const { exact } = evaluateWorstCase(query());
    if (precoders) {
      const { errors } = exactWorstCase(scenario, realization.channels, precoders, comp ? 'comp' : 'cbf');
      const sinr = (comp ? sinrComp : sinrCbf)(scenario, perturbChannels(realization.channels, errors), precoders);
      sinr.forEach((v, i) => expect(v / (exact[i] as number)).toBeCloseTo(1, 9));
    } else {
      if (!transmit || !symbols) throw new Error('a symbol-level design with vectors');
      const radius = comp ? Math.sqrt(2) * RADIUS : RADIUS;
      const transmission = {
        cooperation: comp ? ('comp' as const) : ('cbf' as const),
        vectors: transmit,
        symbolPhase: symbols.phase,
        pskOrder: symbols.pskOrder,
      };
      expect(exact).toEqual(symbolLevelSinr(scenario, realization.channels, transmission, radius));
    }
  });

  it('draws the same errors for the same seed, others for another', () => {
    const { seed: _, ...rest } = query();
    const draw = (seed: bigint) => evaluateWorstCase({ ...rest, seed, errors: 5 }).sampled;
    expect(draw(1n)).toEqual(draw(1n));
    expect(draw(1n)).not.toEqual(draw(2n));
  });

  it('refuses a query without precoders', () => {
    expect(() => evaluateWorstCase({ ...query(), precoders: null, transmit: null })).toThrow(
      /^(precoders|transmit): expected .* got none$/,
    );
  });
});

describe('drawDesignTask', () => {
  it('refuses both and neither of thresholdDb and rho, and numbers that are none', () => {
    const scheme = 'BLP-CBF';
    expect(() => drawDesignTask({ scheme })).toThrow(InputError);
    expect(() => drawDesignTask({ scheme, thresholdDb: 1, rho: 0.5 })).toThrow(/got both/);
    expect(() => drawDesignTask({ scheme, thresholdDb: NaN })).toThrow(/thresholdDb: expected a finite number/);
  });

  it('refuses an unknown scheme and a negative radius in the evaluation', () => {
    const { task, design } = pairs.get('BLP-CBF') as { task: DesignTask; design: PrecoderDesign };
    expect(() => evaluateWorstCase({ ...task, ...design, scheme: 'X' as Scheme })).toThrow(/scheme: expected one of/);
    expect(() => evaluateWorstCase({ ...task, ...design, radius: -1 })).toThrow(/radius: expected/);
  });
});
