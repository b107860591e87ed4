import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runStudy } from '../../src/study/runner.ts';
import { verifyStudy } from '../../src/study/verify/verifyStudy.ts';
import { type ChannelDraw, channelStudy, type ChannelSystem } from './channelStudy.ts';
import { readRows, temporaryFolder } from './tinyStudy.ts';

const SIZES = { usersPerCell: 2, txAntennas: 3, rxAntennas: 2, frameLength: 4, csiErrorRadius: 0.01 };
const SYSTEMS: readonly ChannelSystem[] = [
  { ...SIZES, cells: 1, targetAnglesDeg: [[-20]] },
  { ...SIZES, cells: 2 },
  {
    ...SIZES,
    cells: 3,
    usersPerCell: 1,
    targetAnglesDeg: [
      [-50, 60, 10],
      [-60, 50, 20],
      [30, -40, 5],
    ],
  },
];

/** A link of another cell, or of the only one. */
const blockedLink = ({ link, system }: ChannelDraw): void => void link(0, system.cells - 1, 0).fill(0);
const deafUser = ({ link, system }: ChannelDraw): void => {
  for (let n = 0; n < system.cells; n++) link(n, 0, 0).fill(0);
};
const silentBs = ({ link, system }: ChannelDraw): void => {
  for (let m = 0; m < system.cells; m++) for (let k = 0; k < system.usersPerCell; k++) link(0, m, k).fill(0);
};
const sameUsers = ({ link, system }: ChannelDraw): void => {
  for (let n = 0; n < system.cells; n++)
    for (let m = 0; m < system.cells; m++)
      for (let k = 0; k < system.usersPerCell; k++) link(n, m, k).set(link(n, m, 0));
};

const BODY = `schemes: [BLP-CBF, BLP-CoMP, SLP-CBF, SLP-CoMP]
design: [paper, joint]
robustness: [guaranteed]
sweep: { thresholdDb: [0] }
output: { tables: [designs, errors, precoders, convergence, beampatterns, ser, complexity] }`;

describe('a study on channels with blocked links', () => {
  it.each(SYSTEMS)('of $cells cells has a design or infeasible in every row, and every table of it', async (system) => {
    const folder = temporaryFolder();
    const { study } = channelStudy(folder, system, [blockedLink, deafUser, silentBs, sameUsers], BODY);
    const out = join(folder, 'out');
    expect(await runStudy(study, { out })).toMatchObject({ complete: true, failedRows: 0 });
    const rows = readRows(out, 'designs');
    for (const row of rows) {
      expect(row['status']).toMatch(/^(optimal|almostOptimal|infeasible)$/);
      if (row['realization'] === 1) expect(row['status']).toBe('infeasible');
    }
    const block = rows.filter(
      (r) => r['realization'] === 0 && r['design'] === 'joint' && String(r['scheme']).startsWith('BLP'),
    );
    if (system.cells > 1) expect(block.filter((r) => r['meets_claim'] === true)).not.toEqual([]);
    for (const row of block) expect(row['meets_claim']).toBe(row['status'] !== 'infeasible');
    expect(verifyStudy(out)).toMatchObject({ complete: true, findings: [], failedRows: 0 });
    for (const table of ['ser', 'beampatterns']) {
      const designed = new Set(readRows(out, table).map((r) => String(r['design_id'])));
      expect([...designed]).toEqual(rows.filter((r) => r['leakage_used'] !== null).map((r) => String(r['design_id'])));
    }
    expect(readRows(out, 'complexity')).toHaveLength(rows.length);
  });
});
