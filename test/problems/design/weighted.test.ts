import { describe, expect, it } from 'vitest';
import { designPrecoders } from '../../../src/problems/design/designPrecoders.ts';
import { NETWORK_DESIGNS, type PrecoderDesign } from '../../../src/problems/types.ts';
import { atThreshold, certificateOf, tasksOf } from './tasks.ts';

const RHOS = [0, 0.1, 0.2, 0.5, 1];

function normalizationOf(design: PrecoderDesign | undefined): readonly [number, number] {
  const [nfr = Number.NaN] = design?.normalization?.nfr ?? [];
  const [nfc = Number.NaN] = design?.normalization?.nfc ?? [];
  return [nfr, nfc];
}

function sum(values: Float64Array | undefined): number {
  return values?.reduce((a, b) => a + b, 0) ?? Number.NaN;
}

describe('weighted form', () => {
  for (const design of ['joint', 'capsFree'] as const)
    it(`${design}: no threshold of a dense grid does better, CBF`, async () => {
      const input = { design, robustness: 'none' } as const;
      const weighted = await designPrecoders(RHOS.flatMap((rho) => tasksOf(input, { kind: 'weighted', rho }, 1)));
      const [nfr, nfc] = normalizationOf(weighted[0]);
      const grid = Array.from({ length: 50 }, (_, i) => -10 + i);
      const dense = await designPrecoders(grid.flatMap((db) => tasksOf(input, atThreshold(db), 1)));
      expect(dense.filter((d) => d.precoders).length).toBeGreaterThan(20);
      RHOS.forEach((rho, i) => {
        const found = weighted[i];
        if (!found) throw new Error('a task has no design');
        expect(normalizationOf(found)).toEqual([nfr, nfc]);
        const sensing = rho > 0 ? (rho * sum(found.crbBound)) / nfr : 0;
        const value = ((1 - rho) * found.sinrBound) / nfc - sensing;
        for (const d of dense) {
          if (!d.precoders) continue;
          expect(value).toBeGreaterThanOrEqual(((1 - rho) * d.sinrBound) / nfc - (rho * sum(d.crbBound)) / nfr - 1e-4);
        }
      });
      const sinrs = weighted.map((d) => d.sinrBound);
      expect(sinrs).toEqual([...sinrs].sort((a, b) => b - a));
      expect(weighted[0]?.crbBound.every(Number.isNaN)).toBe(true);
      expect(weighted[0]?.sinrBound).toBe(nfc);
      expect(sum(weighted.at(-1)?.crbBound) / nfr).toBeCloseTo(1, 5);
    });

  it('NFC is reachable and 0.05 dB more is not', async () => {
    for (const scheme of ['BLP-CBF', 'BLP-CoMP'] as const) {
      const [found] = await designPrecoders(tasksOf({ scheme }, { kind: 'weighted', rho: 0 }, 1));
      const nfcDb = 10 * Math.log10(normalizationOf(found)[1]);
      const [at, above] = await designPrecoders([
        ...tasksOf({ scheme }, atThreshold(nfcDb), 1),
        ...tasksOf({ scheme }, atThreshold(nfcDb + 0.05), 1),
      ]);
      expect(at?.precoders).not.toBeNull();
      expect(above?.status).toBe('infeasible');
    }
  });

  it('gives certified precoders for every design and rho', async () => {
    const tasks = NETWORK_DESIGNS.flatMap((design) =>
      RHOS.flatMap((rho) => tasksOf({ design }, { kind: 'weighted', rho }, 2)),
    );
    const designs = await designPrecoders(tasks, { tighten: 1e-6 });
    tasks.forEach((task, i) => {
      const found = designs[i];
      if (!found) throw new Error('a task has no design');
      expect(['optimal', 'almostOptimal']).toContain(found.status);
      expect(certificateOf(task, found).failed).toEqual([]);
    });
  });

  it('paper: every BS has its own normalisation, and the alternation passes the first A’s largest g at rho = 0', async () => {
    const [found] = await designPrecoders(tasksOf({ design: 'paper' }, { kind: 'weighted', rho: 0 }, 1));
    expect(found?.normalization?.nfr).toHaveLength(2);
    expect(found?.sinrBound).toBeGreaterThan(Math.min(...(found?.normalization?.nfc ?? [])));
    expect(found?.crbBound.every(Number.isNaN)).toBe(true);
  });
});
