import { describe, expect, it } from 'vitest';
import { drawRealization } from '../../../src/model/channels.ts';
import { crbFormComp } from '../../../src/model/crbForms.ts';
import { makeScenario } from '../../../src/model/makeScenario.ts';
import { sensingOfStackedCovariance } from '../../../src/model/crb.ts';
import { stackChannels } from '../../../src/model/sinr.ts';
import { sampleCovariance } from '../../../src/model/sampleCovariance.ts';
import {
  finishApproximation,
  successiveApproximation,
} from '../../../src/problems/symbolLevel/successiveApproximation.ts';
import type { TransmitProblem } from '../../../src/problems/symbolLevel/transmitProblem.ts';
import { complexNormal } from '../../../src/random/complexNormal.ts';
import { openStream } from '../../../src/random/stream.ts';
import { cbfProblem, qpsk, slacks } from './transmitFixtures.ts';

function start(problem: TransmitProblem, realization: number): Float64Array {
  const stream = openStream({ seed: 33n, realization, stream: 'rankOneCandidates' });
  const scale = Math.sqrt(problem.powerBudget / problem.antennas);
  return complexNormal(stream, problem.antennas * problem.frameLength).map((x) => scale * x);
}

// rows hold to the solver's merit of 1e-8 on data scaled to about 1
const FEASIBLE = -1e-6;

describe('successiveApproximation', () => {
  for (const radius of [0, 0.01])
    it(`makes feasible vectors whose CRB falls with every step (CBF, d = ${radius})`, async () => {
      const problems = [0, 1, 2].map((r) => cbfProblem(r, 10, radius));
      const starts = problems.map(start);
      const results = await successiveApproximation(problems, starts);
      results.forEach((result, i) => {
        const problem = problems[i] as TransmitProblem;
        expect(result.status).toBe('optimal');
        const { interference, foreign, power } = slacks(problem, result.vectors as Float64Array);
        expect(interference).toBeGreaterThan(FEASIBLE);
        expect(foreign).toBeGreaterThan(FEASIBLE);
        expect(power).toBeGreaterThan(FEASIBLE);
        expect(result.crb.length).toBeGreaterThan(2);
        for (let s = 1; s < result.crb.length; s++)
          expect(result.crb[s] as number).toBeLessThan(result.crb[s - 1] as number);
      });
    });

  it('is finished without steps whose smaller CRB was that of vectors that missed their rows', async () => {
    const problems = [0, 1].map((r) => cbfProblem(r, 10, 0.01));
    const coarse = await successiveApproximation(problems, problems.map(start), { tolerance: 1e-4 });
    // near the largest g coarse vectors can have a CRB that none have that hold their rows
    const missed = coarse.map((result) => ({
      ...result,
      crb: result.crb.flatMap((x, s) => (s === 1 ? [x / 2, x] : [x])),
    }));
    const finished = await finishApproximation(missed, { tolerance: 1e-8 });
    finished.forEach((result, i) => {
      expect(result.status).toBe('optimal');
      expect(result.crb.length).toBeGreaterThan(2);
      expect(result.crb.at(-1)).toBeGreaterThan(Math.min(...(missed[i]?.crb ?? [])));
      for (let s = 1; s < result.crb.length; s++)
        expect(result.crb[s] as number).toBeLessThan(result.crb[s - 1] as number);
    });
  });

  it('gives a problem the same bytes alone and in a batch', async () => {
    const problems = [0, 1].map((r) => cbfProblem(r, 10, 0));
    const starts = problems.map(start);
    const [, together] = await successiveApproximation(problems, starts);
    const [alone] = await successiveApproximation(problems.slice(1), starts.slice(1));
    expect(alone?.vectors).toEqual(together?.vectors);
  });

  it('reports a threshold out of reach as infeasible', async () => {
    const problem = cbfProblem(0, 60, 0);
    const [result] = await successiveApproximation([problem], [start(problem, 0)]);
    expect(result).toMatchObject({ status: 'infeasible', vectors: null });
  });

  it('designs stacked vectors within the power of each BS (CoMP, d = 0.01), CRB as the model computes it', async () => {
    const scenario = makeScenario({ csiErrorRadius: 0.01, frameLength: 12, usersPerCell: 2 });
    const drawn = drawRealization(scenario, { seed: 21n, realization: 4 });
    const { cells, txAntennas, usersPerCell, frameLength } = scenario;
    const problem: TransmitProblem = {
      antennas: cells * txAntennas,
      space: null,
      stations: cells,
      frameLength,
      powerBudget: scenario.powerBudget,
      radius: Math.SQRT2 * 0.01,
      psi: Math.PI / 4,
      users: stackChannels(scenario, drawn.channels),
      phases: qpsk(cells * usersPerCell * frameLength, 4),
      amplitude: 10,
      foreign: new Float64Array(0),
      foreignAmplitude: 1,
      targets: new Float64Array(0),
      leakage: scenario.maxLeakage,
      forms: [0, 1].map((m) => crbFormComp(scenario, drawn, m)),
    };
    const [result] = await successiveApproximation([problem], [start(problem, 4)]);
    expect(result?.status).toBe('optimal');
    const vectors = result?.vectors as Float64Array;
    const { interference, power } = slacks(problem, vectors);
    expect(interference).toBeGreaterThan(FEASIBLE);
    expect(power).toBeGreaterThan(FEASIBLE);
    const { crb } = sensingOfStackedCovariance(scenario, drawn, sampleCovariance(vectors, problem.antennas));
    expect(Math.max(...crb)).toBeCloseTo(result?.crb.at(-1) as number, 10);
  });
});
