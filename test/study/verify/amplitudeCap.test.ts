import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { studyHash } from '../../../src/study/hash.ts';
import { runStudy } from '../../../src/study/runner.ts';
import type { CellValue } from '../../../src/study/tables/column.ts';
import { verifyStudy } from '../../../src/study/verify/verifyStudy.ts';
import { readRows, temporaryFolder, tinyStudy } from '../tinyStudy.ts';
import { copyOf, forgeRows } from './tamper.ts';

// A study that sweeps `amplitudeCrbCap`: its columns, and what `verify` says of them.

const study = tinyStudy((t) =>
  t
    .replace('schemes: BLP-CBF', 'schemes: [BLP-CBF, BLP-CoMP, SLP-CBF, SLP-CoMP]')
    .replace('design: joint', 'design: [paper, joint]')
    .replace('usersPerCell: 1, txAntennas: 2', 'usersPerCell: 2, txAntennas: 6')
    .replace('frameLength: 4, csiErrorRadius: 0.01', 'frameLength: 8')
    .replace('[5, 60]', '5, amplitudeCrbCap: [none, 0.15, 0.04]')
    .replace('channels: 3, errors: 4', 'channels: 2'),
);
const out = join(temporaryFolder(), 'study');
beforeAll(async () => {
  await runStudy(study, { out });
});

describe('a study with caps on amplitudes', () => {
  it('has designs within their cap, and proofs where there are none', () => {
    const report = verifyStudy(out);
    expect(report.findings).toEqual([]);
    const rows = readRows(out, 'designs');
    expect(rows).toHaveLength(2 * 8 * 3);
    let capped = 0;
    for (const row of rows) {
      const cap = row['amplitude_crb_cap'] as number | null;
      if (row['status'] === 'infeasible') {
        expect(cap).not.toBe(null);
        continue;
      }
      const largest = Math.max(row['amplitude_crb_re'] as number, row['amplitude_crb_im'] as number);
      expect(row['meets_claim']).toBe(cap === null || largest <= cap * (1 + 3e-7));
      expect(row['failed_checks']).toBe(row['meets_claim'] ? '' : 'amplitude');
      expect(row['rcrb_full_deg']).toBeLessThanOrEqual((row['rcrb_deg'] as number) * (1 + 1e-12));
      if (cap !== null && row['meets_claim'] === true) capped++;
    }
    // 2 antennas receive: without a cap every optimum has a notch at the target
    expect(rows.filter((r) => r['amplitude_crb_cap'] === null && (r['amplitude_crb_re'] as number) > 0.15).length).toBe(
      16,
    );
    expect(capped).toBeGreaterThanOrEqual(12);
    expect(report.proven?.infeasible).toBe(rows.filter((r) => r['status'] === 'infeasible').length);
    expect(report.proven?.infeasible).toBeGreaterThan(0);
  });

  it('is found out where a row says of its amplitudes what its precoders do not', () => {
    const forged = (change: (row: Record<string, CellValue>) => Record<string, CellValue>): (string | null)[] => {
      const copy = copyOf(out);
      forgeRows(copy, study, 'designs', (rows) => rows.map((r) => (r['amplitude_crb_cap'] === null ? change(r) : r)));
      return verifyStudy(copy).findings.map((f) => f.column);
    };
    expect(forged((r) => ({ ...r, amplitude_crb_re: 0.1 }))).toContain('amplitude_crb_re');
    expect(forged((r) => ({ ...r, rcrb_full_deg: 1 }))).toContain('rcrb_full_deg');
  });
});

it('the hash of a study without the field is that of before, and caps alone change it', () => {
  const plain = tinyStudy();
  expect('amplitudeCrbCap' in plain.scenario || 'amplitudeCrbCap' in plain.sweep).toBe(false);
  const hashes = ['amplitudeCrbCap: 0.1', 'amplitudeCrbCap: 0.2'].map((field) =>
    studyHash(tinyStudy((t) => t.replace('usersPerCell: 1,', `usersPerCell: 1, ${field},`))),
  );
  expect(new Set([studyHash(plain), ...hashes]).size).toBe(3);
});
