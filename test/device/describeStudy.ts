import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runStudy } from '../../src/study/runner.ts';
import { readRows, temporaryFolder, tinyStudy } from '../study/tinyStudy.ts';

type Rows = Record<string, unknown>[];

/** Relative agreement of the RCRB with the cpu that each precision promises. */
const AGREEMENT = { fast: 1e-4, precise: 1e-7 } as const;
/** Of the SINRs: covariances near an optimum move with the square root of the merit, and so do the SINRs that no row holds at the threshold. */
const SINR_AGREEMENT = { fast: 5e-3, precise: 5e-4 } as const;

const study = tinyStudy((text) => text.replace('schemes: BLP-CBF', 'schemes: [BLP-CBF, BLP-CoMP]'));

/** Rows of table `designs` of a small study, computed by the backend of this process. */
export async function designRows(folder: string, precision: keyof typeof AGREEMENT): Promise<Rows> {
  await runStudy(study, { out: folder, precision });
  return readRows(folder, 'designs');
}

function numbersOf(value: unknown): number[] {
  if (value === null || value === undefined) return [];
  return typeof value === 'number' ? [value] : [...(value as Iterable<number>)];
}

/** The same small study by the backend of this process and by the cpu, whose rows `cpu` gives. */
export function describeStudy(name: string, cpu: () => Rows): void {
  describe.each(['fast', 'precise'] as const)(`${name}: a study in %s`, (precision) => {
    const folder = temporaryFolder();
    let rows: Rows = [];
    beforeAll(async () => {
      rows = await designRows(join(folder, precision), precision);
    }, 600_000);

    it('ends with the verdicts of the cpu', () => {
      const verdict = (r: Record<string, unknown>): unknown[] => [
        r['design_id'],
        r['scheme'],
        String(r['status']).replace('almostOptimal', 'optimal'),
        r['certified'],
      ];
      expect(rows.map(verdict)).toEqual(cpu().map(verdict));
      expect(rows.some((r) => r['certified'] === true)).toBe(true);
    });

    it('has the RCRB of the cpu', () => {
      rows.forEach((row, i) => {
        const expected = numbersOf(cpu()[i]?.['rcrb_deg']);
        const found = numbersOf(row['rcrb_deg']);
        expect(found.length).toBe(expected.length);
        found.forEach((v, j) => {
          expect(Math.abs(v / (expected[j] as number) - 1)).toBeLessThan(AGREEMENT[precision]);
        });
      });
    });

    it('has the SINRs of the cpu', () => {
      rows.forEach((row, i) => {
        const expected = numbersOf(cpu()[i]?.['sinr_db']);
        const found = numbersOf(row['sinr_db']);
        expect(found.length).toBe(expected.length);
        found.forEach((v, j) => {
          expect(Math.abs(10 ** ((v - (expected[j] as number)) / 10) - 1)).toBeLessThan(SINR_AGREEMENT[precision]);
        });
      });
    });

    it('names the arithmetic of every row: the device alone for designs, also float64 where a certificate had to be found again', () => {
      const allowed = precision === 'fast' ? ['float32', 'double-single'] : ['double-single'];
      for (const row of rows)
        expect(row['rcrb_deg'] === null ? [...allowed, 'float64'] : allowed).toContain(row['solver_path']);
      expect(new Set(cpu().map((r) => r['solver_path']))).toEqual(new Set(['float64']));
    });
  });
}
