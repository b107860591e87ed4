import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { solveInstanceFile } from '../../src/problems/solveInstance.ts';
import { extractDesign } from '../../src/study/extractDesign.ts';
import { runStudy } from '../../src/study/runner.ts';
import { temporaryFolder, tinyStudy } from '../study/tinyStudy.ts';
import { python, whyNot } from './python.ts';

const SCRIPT = fileURLToPath(new URL('../../examples/cvxpy_check.py', import.meta.url));
const reason = whyNot('cvxpy', 'cvxopt');
const study = tinyStudy((t) =>
  t
    .replace('usersPerCell: 1', 'usersPerCell: 2')
    .replace('txAntennas: 2', 'txAntennas: 4')
    .replace('BLP-CBF', '[BLP-CBF, BLP-CoMP]')
    .replace('guaranteed', '[none, guaranteedSum]')
    .replace('[5, 60]', '10, amplitudeCrbCap: [none, 0.3]')
    .replace('channels: 3', 'channels: 1'),
);

describe('examples/cvxpy_check.py', () => {
  const folder = temporaryFolder();
  const out = join(folder, 'study');
  beforeAll(async () => {
    await runStudy(study, { out });
  });

  it.for([0, 1, 2, 3, 4, 5, 6, 7])(
    'agrees with design %i in its metrics and with solve in its optimum',
    async (id, { skip }) => {
      if (reason !== null) skip(reason);
      const instance = extractDesign(out, BigInt(id));
      const file = join(folder, `design-${id}.json`);
      writeFileSync(file, JSON.stringify(instance));
      const answer = python(['-W', 'ignore', SCRIPT, file]);
      // the script itself stops unless its SINR and RCRB are the stored ones to 1e-9 and the precoders satisfy every row
      expect(answer).toMatch(
        /^rcrb_deg [\d.]+ stored [\d.]+ \| sinr_db [\d.]+ stored [\d.]+ \| largest violation \S+$/m,
      );
      const [, optimum, attained] =
        /cvxpy optimal objective (\S+) \| attained by the stored precoders (\S+)/.exec(answer) ?? [];
      const { results } = await solveInstanceFile(JSON.parse(readFileSync(file, 'utf8')) as unknown);
      const objective = results[0]?.objective ?? Number.NaN;
      expect(Number(optimum) / objective).toBeCloseTo(1, 5);
      // in CBF the echo covariances alternate until the RCRBs change by less than 1e-3
      const excess = Number(attained) / objective - 1;
      expect(excess).toBeGreaterThan(-1e-5);
      expect(excess).toBeLessThan(id < 4 ? 2e-3 : 1e-5);
    },
  );
});
