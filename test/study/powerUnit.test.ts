import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseStudy } from '../../src/study/parseStudy.ts';
import { runStudy } from '../../src/study/runner.ts';
import { readRows, temporaryFolder } from './tinyStudy.ts';

const CHANNELS = fileURLToPath(new URL('../reference/channels', import.meta.url));
const MODELS = {
  rayleigh: '',
  lineOfSight: ', channelModel: lineOfSight, userAnglesDeg: [[[10], [-40]], [[35], [5]]]',
  file: ", channelModel: file, channelFile: 'plain.npy'",
};
/**
 * Where a relaxation has several optima, and at symbol level, where vectors settle to this share of their RCRB, rounding decides which of the precoders
 * of about the same RCRB are found.
 */
const SETTLED = 1e-3;
/** Columns of designs and errors that a unit of power may not change, with the room that the solver's tolerance takes. */
const SAME = ['status', 'meets_claim', 'holds_over_ball', 'failed_checks', 'extraction'];
const CLOSE = ['rcrb_deg', 'rcrb_relaxation_deg', 'rcrb_lower_deg'];
const CLOSE_WHERE_UNIQUE = [...CLOSE, 'sinr_db', 'worst_exact_sinr_db', 'leakage_used'];

async function rowsOf(model: keyof typeof MODELS, noisePower: number) {
  const text = `title: unit of power
seed: '3'
scenario: { noisePower: ${noisePower}, usersPerCell: 1, txAntennas: 3, rxAntennas: 2, frameLength: 4, csiErrorRadius: 0.01${MODELS[model]} }
schemes: [BLP-CBF, BLP-CoMP, SLP-CBF, SLP-CoMP]
robustness: guaranteed
sweep: { thresholdDb: [5, 60] }
realizations: { channels: 2, errors: 3 }
`;
  const out = join(temporaryFolder(), 'run');
  await runStudy(parseStudy(text, join(CHANNELS, 'unit.yaml')), { out });
  return { designs: readRows(out, 'designs'), errors: readRows(out, 'errors') };
}

describe('the unit of power', () => {
  it.each(['rayleigh', 'lineOfSight', 'file'] as const)(
    'changes no row of a study, channel model %s',
    async (model) => {
      const reference = await rowsOf(model, 1);
      for (const unit of [4, 1e-12]) {
        const { designs, errors } = await rowsOf(model, unit);
        expect(designs).toHaveLength(reference.designs.length);
        designs.forEach((row, i) => {
          const expected = reference.designs[i];
          for (const name of SAME) expect(row[name], name).toBe(expected?.[name]);
          const unique = row['extraction'] === 'principal';
          for (const name of unique ? CLOSE_WHERE_UNIQUE : CLOSE) {
            const [a, b] = [row[name], expected?.[name]];
            if (a === null || b === null) expect(a, name).toBe(b);
            else
              expect(Math.abs(Number(a) - Number(b)), name).toBeLessThan(
                (unique ? 1e-5 : SETTLED) * (1 + Math.abs(Number(b))),
              );
          }
        });
        expect(errors.map((r) => r['design_id'])).toEqual(reference.errors.map((r) => r['design_id']));
      }
    },
  );
});
