import { describe, expect, it } from 'vitest';
import { solvePrecodingPrograms } from '../../src/index.ts';
import { makeProgram } from '../problems/precodingFixtures.ts';

describe('solvePrecodingPrograms', () => {
  it('reads an echo covariance that was written into the array of an earlier one', async () => {
    const program = makeProgram({ txAntennas: 3, rxAntennas: 2, usersPerCell: 1 });
    const echo = (program.echoCovariance?.[0] ?? new Float64Array(0)).slice();
    const solve = async (covariance: Float64Array): Promise<number> => {
      const [solution] = await solvePrecodingPrograms([{ ...program, echoCovariance: [covariance] }]);
      return solution?.crb[0] ?? NaN;
    };
    const quiet = await solve(echo);
    echo.forEach((x, i) => (echo[i] = 4 * x));
    const loud = await solve(echo);
    expect(loud).toBeGreaterThan(2 * quiet);
    expect(loud).toBe(await solve(echo.slice()));
  });
});
