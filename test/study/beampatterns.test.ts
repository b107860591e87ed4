import { expect, it } from 'vitest';
import { makeScenario } from '../../src/model/makeScenario.ts';
import { parseStudy } from '../../src/study/parseStudy.ts';
import { runStudy } from '../../src/study/runner.ts';
import { readRows, temporaryFolder } from './tinyStudy.ts';

const out = temporaryFolder();

it('beampatterns of both levels are v^T R v* of the stored vectors', async () => {
  const study = parseStudy(
    `title: t
schemes: [BLP-CBF, SLP-CBF]
scenario: { frameLength: 8, usersPerCell: 2 }
sweep: { thresholdDb: 5 }
realizations: { channels: 1 }
output: { tables: [designs, precoders, beampatterns] }
`,
    's.yaml',
  );
  await runStudy(study, { out });
  const scenario = makeScenario({ frameLength: 8, usersPerCell: 2 });
  const rows = (table: string): Record<string, unknown>[] => readRows(out, table);
  const patterns = rows('beampatterns');
  // two designs, two BSs, -90 .. 90 in steps of half a degree
  expect(patterns).toHaveLength(2 * 2 * 361);
  const stored = [
    ...rows('precoders').map((r) => ({ ...r, share: 1 })),
    ...rows('transmit').map((r) => ({ ...r, share: 1 / scenario.frameLength })),
  ] as { design_id: bigint; bs: number; weights: Iterable<number>; share: number }[];
  expect(stored).toHaveLength(2 * 2 + 2 * 8);
  for (const row of patterns.filter((_, i) => i % 37 === 0)) {
    const sine = Math.sin((Number(row['angle_deg']) * Math.PI) / 180);
    let power = 0;
    for (const vector of stored) {
      if (vector.design_id !== row['design_id'] || vector.bs !== row['bs']) continue;
      const w = Float64Array.from(vector.weights);
      let re = 0;
      let im = 0;
      for (let i = 0; i < 6; i++) {
        const phase = Math.PI * (i - 2.5) * sine;
        const [a, b] = [w[2 * i] as number, w[2 * i + 1] as number];
        re += a * Math.cos(phase) - b * Math.sin(phase);
        im += a * Math.sin(phase) + b * Math.cos(phase);
      }
      power += vector.share * (re * re + im * im);
    }
    expect(Number(row['power_db'])).toBeCloseTo(10 * Math.log10(power), 8);
  }
});
