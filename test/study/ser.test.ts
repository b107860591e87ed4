import { expect, it } from 'vitest';
import { parseStudy } from '../../src/study/parseStudy.ts';
import { runStudy } from '../../src/study/runner.ts';
import { readRows, temporaryFolder } from './tinyStudy.ts';

const out = temporaryFolder();

it('table ser has a row for each user of each design, whose rate falls as the threshold grows', async () => {
  const study = parseStudy(
    `title: t
schemes: [BLP-CBF, SLP-CBF]
scenario: { frameLength: 8, usersPerCell: 2 }
sweep: { thresholdDb: [-5, 15] }
realizations: { channels: 1, frames: 50 }
output: { tables: [designs, ser] }
`,
    's.yaml',
  );
  await runStudy(study, { out });
  const designs = new Map(readRows(out, 'designs').map((d) => [d['design_id'], d]));
  const rows = readRows(out, 'ser');
  expect(rows).toHaveLength(2 * 2 * 4);
  const worst = new Map<string, number>();
  for (const row of rows) {
    const design = designs.get(row['design_id']);
    expect(row['decisions']).toBe(50 * 8);
    expect(Number(row['ser_lower'])).toBeLessThanOrEqual(Number(row['ser']));
    expect(Number(row['ser_upper'])).toBeGreaterThanOrEqual(Number(row['ser']));
    // the users' smallest SINR is the design's
    expect(Number(row['sinr_db'])).toBeGreaterThanOrEqual(Number(design?.['sinr_db']) - 1e-9);
    const key = `${String(design?.['scheme'])} ${Number(design?.['threshold_db'])}`;
    worst.set(key, Math.max(worst.get(key) ?? 0, Number(row['ser'])));
  }
  for (const scheme of ['BLP-CBF', 'SLP-CBF']) {
    expect(worst.get(`${scheme} -5`) as number).toBeGreaterThan(worst.get(`${scheme} 15`) as number);
    expect(worst.get(`${scheme} -5`) as number).toBeGreaterThan(0.01);
  }
});
