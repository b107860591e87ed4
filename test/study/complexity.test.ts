import { describe, expect, it } from 'vitest';
import { parseStudy } from '../../src/study/parseStudy.ts';
import { runStudy } from '../../src/study/runner.ts';
import { summarize } from '../../src/study/summary.ts';
import { readRows, temporaryFolder } from './tinyStudy.ts';

const TEXT = `title: sizes
scenario: { txAntennas: 4, rxAntennas: 4, targetAnglesDeg: [[-50, 60, 25], [-60, 50, -25], [-30, 30, 5]] }
schemes: [BLP-CBF, SLP-CoMP]
design: paper
sweep: { thresholdDb: 0, cells: [1, 3], usersPerCell: [1, 2], frameLength: [4, 8] }
realizations: { channels: 1 }
output: { tables: [designs, complexity] }
`;

describe('sweeps over J and K', () => {
  const out = temporaryFolder();

  it('write the models beside the iterations, lists padded to the most cells', async () => {
    await runStudy(parseStudy(TEXT, 's.yaml'), { out });
    const designs = readRows(out, 'designs');
    const rows = readRows(out, 'complexity');
    expect(rows).toHaveLength(16);
    expect(designs.map((d) => d['design_id'])).toEqual(rows.map((r) => r['design_id']));
    rows.forEach((row, i) => {
      const design = designs[i] ?? {};
      for (const name of ['scheme', 'cells', 'users_per_cell', 'tx_antennas', 'frame_length', 'solver_iterations'])
        expect(row[name]).toEqual(design[name]);
      expect(row['overhead_bits'] === 0).toBe(row['cells'] === 1);
      const list = design['rcrb_bs_deg'];
      if (list === null) return;
      const values = Array.from(list as Iterable<number>);
      expect(values).toHaveLength(3);
      expect(values.filter((v) => !Number.isNaN(v))).toHaveLength(Number(row['cells']));
    });
    const flops = (scheme: string, length: number): number[] =>
      rows.filter((r) => r['scheme'] === scheme && r['frame_length'] === length).map((r) => Number(r['model_flops']));
    expect(flops('BLP-CBF', 8)).toEqual(flops('BLP-CBF', 4));
    flops('SLP-CoMP', 8).forEach((f, i) => expect(f).toBeGreaterThan(2 * (flops('SLP-CoMP', 4)[i] ?? NaN)));
    expect(summarize(out)[0]?.point).toBe('J=1 K=1 N=4 L=4 d=0 threshold_db=0');
  });

  it('ask for the angles of the largest system and for drawn channels', () => {
    const change = (from: string, to: string): string => TEXT.replace(from, to);
    expect(() => parseStudy(change('cells: [1, 3]', 'cells: [1, 2]'), 's.yaml')).toThrow(/targetAnglesDeg/);
    expect(() => parseStudy(change(/, targetAnglesDeg.*\]\]/.exec(TEXT)?.[0] ?? '', ''), 's.yaml')).toThrow(
      /sweep\.cells/,
    );
    const sight = 'scenario: { channelModel: lineOfSight,';
    expect(() => parseStudy(change('scenario: {', sight), 's.yaml')).toThrow(/sweep\.cells.*rayleigh/);
  });
});
