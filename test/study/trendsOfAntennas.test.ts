import { beforeAll, describe, expect, it } from 'vitest';
import { parseStudy } from '../../src/study/parseStudy.ts';
import { runStudy } from '../../src/study/runner.ts';
import { readRows, temporaryFolder } from './tinyStudy.ts';

const out = temporaryFolder();
const SCHEMES = ['BLP-CBF', 'BLP-CoMP', 'SLP-CBF', 'SLP-CoMP'];
let rows: Record<string, unknown>[] = [];

beforeAll(async () => {
  const study = parseStudy(
    `title: trends of Figs. 7 to 9
seed: '5'
scenario: { frameLength: 12, csiErrorRadius: 0.01 }
schemes: [${SCHEMES.join(', ')}]
design: paper
robustness: guaranteed
sweep: { thresholdDb: 10, txAntennas: [6, 8] }
realizations: { channels: 1, errors: 20 }
output: { tables: [designs] }
`,
    's.yaml',
  );
  await runStudy(study, { out });
  rows = readRows(out, 'designs');
});

describe('trends that the paper states (Algorithm 1, 10 dB, d = 0.01, one draw)', () => {
  it('the RCRB falls with the number of antennas in every scheme', () => {
    for (const scheme of SCHEMES) {
      const [six, eight] = [6, 8].map((n) => rows.find((r) => r['scheme'] === scheme && r['tx_antennas'] === n));
      expect(six?.['meets_claim']).toBe(true);
      expect(Number(eight?.['rcrb_deg'])).toBeLessThan(0.9 * Number(six?.['rcrb_deg']));
    }
  });

  it('every observed SINR lies above its threshold, and above the exact worst case', () => {
    for (const row of rows) {
      const sampled = Number(row['worst_sampled_sinr_db']);
      expect(sampled).toBeGreaterThan(10);
      expect(sampled).toBeGreaterThan(Number(row['worst_exact_sinr_db']));
    }
  });

  it('the alternation settles within a few iterations', () => {
    for (const row of rows) expect(Number(row['iterations'])).toBeLessThanOrEqual(4);
  });
});
