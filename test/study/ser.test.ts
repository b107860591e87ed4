import { join } from 'node:path';
import { expect, it } from 'vitest';
import { drawRealization } from '../../src/model/channels.ts';
import { makeScenario } from '../../src/model/makeScenario.ts';
import { parseStudy } from '../../src/study/parseStudy.ts';
import { runStudy } from '../../src/study/runner.ts';
import { exactBlockErrorRates } from '../model/symbolErrorOracle.ts';
import { readRows, temporaryFolder } from './tinyStudy.ts';

const folder = temporaryFolder();
const out = join(folder, 'both');

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
    expect(Number(row['decisions'])).toBe(50 * 8);
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

it('block level has the rate over all symbols of all users, and a realization the same frames in every study', async () => {
  const text = (channels: number): string => `title: t
schemes: [BLP-CBF, BLP-CoMP]
scenario: { frameLength: 8, usersPerCell: 2 }
sweep: { thresholdDb: [0] }
realizations: { channels: ${channels}, frames: 500 }
output: { tables: [designs, precoders, ser] }
`;
  const two = join(folder, 'two');
  const study = parseStudy(text(2), 's.yaml');
  await runStudy(study, { out: two });
  const scenario = makeScenario({ usersPerCell: 2, frameLength: 8 });
  const precoders = readRows(two, 'precoders');
  const rows = readRows(two, 'ser');
  expect(rows).toHaveLength(2 * 2 * 4);
  for (const design of readRows(two, 'designs')) {
    const own = precoders.filter((r) => r['design_id'] === design['design_id']);
    const cooperation = design['scheme'] === 'BLP-CoMP' ? 'comp' : 'cbf';
    // rows go by BS and user; the stacked precoder of a user in CoMP has its BSs side by side
    const bsOf = (user: number): number[] => (cooperation === 'comp' ? [0, 1] : [Math.floor(user / 2)]);
    const weights = [0, 1, 2, 3].flatMap((user) =>
      bsOf(user).flatMap((bs) =>
        own
          .filter((r) => r['bs'] === bs && 2 * Number(r['cell']) + Number(r['user']) === user)
          .flatMap((r) => Array.from((r['weights'] as { toArray(): Float64Array }).toArray())),
      ),
    );
    const { channels } = drawRealization(scenario, {
      seed: BigInt(study.seed),
      realization: Number(design['realization']),
    });
    const exact = exactBlockErrorRates(scenario, channels, channels, Float64Array.from(weights), cooperation);
    const rates = rows.filter((r) => r['design_id'] === design['design_id']);
    expect(rates).toHaveLength(4);
    for (const rate of rates) {
      const p = exact[2 * Number(rate['cell']) + Number(rate['user'])] as number;
      // four standard deviations of 4,000 independent decisions, for each of 16 rates
      expect(Math.abs(Number(rate['ser']) - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / 4000));
    }
  }
  // a realization has the same frames whatever else is in the study
  const three = join(folder, 'three');
  await runStudy(parseStudy(text(3), 's.yaml'), { out: three });
  const same = readRows(three, 'ser').slice(0, rows.length);
  expect(same.map((r) => r['ser'])).toEqual(rows.map((r) => r['ser']));
});
