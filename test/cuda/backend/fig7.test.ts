import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBackend, stopBackend } from '../../../src/device/startBackend.ts';
import { parseStudy } from '../../../src/study/parseStudy.ts';
import { runStudy } from '../../../src/study/runner.ts';
import { readRows, temporaryFolder } from '../../study/tinyStudy.ts';
import { noStandIn, skipNote, useStandIn } from './standIn.ts';

type Row = Record<string, unknown>;

/** Relative difference that the RCRB and SINRs held by a row may have. */
const PROMISE = 1e-7;
/** A bound this close to the threshold is held there by a row, dB. */
const HELD_DB = 1e-4;

/** Fig. 7 with every kind of design at block level, or with one robustness at symbol level, where both kinds are one program. */
const LEVELS = [
  {
    level: 'block',
    schemes: '[BLP-CBF, BLP-CoMP]',
    thresholds: '{ BLP-CBF: 15, BLP-CoMP: 30 }',
    kinds: '[paper, guaranteed]',
  },
  {
    level: 'symbol',
    schemes: '[SLP-CBF, SLP-CoMP]',
    thresholds: '{ SLP-CBF: 15, SLP-CoMP: 30 }',
    kinds: '[guaranteed]',
  },
] as const;

function fig7({ schemes, thresholds, kinds }: (typeof LEVELS)[number]): ReturnType<typeof parseStudy> {
  const file = fileURLToPath(new URL('../../../experiments/fig7.yaml', import.meta.url));
  const text = readFileSync(file, 'utf8')
    .replace(/^schemes:.*$/m, `schemes: ${schemes}`)
    .replace(/^robustness:.*$/m, `robustness: ${kinds}`)
    .replace(/^ {2}thresholdDb:.*$/m, `  thresholdDb: ${thresholds}`);
  return parseStudy(text, file);
}

describe.skipIf(noStandIn).each(LEVELS)(
  `two draws of Fig. 7 at $level level on cpu and on cuda${skipNote}`,
  (level) => {
    const folder = temporaryFolder();
    const rowsOf = async (backend: 'cpu' | 'cuda'): Promise<Row[]> => {
      await startBackend(backend);
      const out = join(folder, backend);
      await runStudy(fig7(level), { out, limit: 2 });
      return readRows(out, 'designs');
    };
    let cpu: Row[] = [];
    let cuda: Row[] = [];
    beforeAll(async () => {
      cpu = await rowsOf('cpu');
      await useStandIn();
      cuda = await rowsOf('cuda');
    });
    afterAll(stopBackend);

    const numbersOf = (value: unknown): number[] =>
      value === null || value === undefined
        ? []
        : typeof value === 'number'
          ? [value]
          : [...(value as Iterable<number>)];

    it('end with the same verdicts', () => {
      const verdict = (r: Row): unknown[] => [r['design_id'], r['scheme'], r['design'], r['status'], r['meets_claim']];
      expect(cuda.length).toBe(level.level === 'block' ? 16 : 8);
      expect(cuda.map(verdict)).toEqual(cpu.map(verdict));
    });

    it(`have the same RCRB to ${PROMISE}`, () => {
      const of = (rows: Row[]): number[] =>
        rows.flatMap((row) => ['rcrb_deg', 'rcrb_bs_deg'].flatMap((column) => numbersOf(row[column])));
      const [own, other] = [of(cpu), of(cuda)];
      expect(own.length).toBeGreaterThan(16);
      expect(other.length).toBe(own.length);
      own.forEach((v, i) => expect(Math.abs((other[i] as number) / v - 1)).toBeLessThan(PROMISE));
    });

    it(`have the same SINRs to ${PROMISE} where a row holds them`, () => {
      let held = 0;
      cpu.forEach((row, i) => {
        const [own, other] = [row, cuda[i]].map((r) => r?.['worst_bound_sinr_db'] as number);
        if (own === undefined || Math.abs(own - (row['threshold_db'] as number)) >= HELD_DB) return;
        held++;
        expect(Math.abs(10 ** (((other ?? Number.NaN) - own) / 10) - 1)).toBeLessThan(PROMISE);
      });
      expect(held).toBeGreaterThan(0);
    });
  },
);
