import { describe, expect, it } from 'vitest';
import { drawRealization } from '../../../src/model/channels.ts';
import { crbFormCbf, crbFormComp } from '../../../src/model/crbForms.ts';
import { noiseCovariance } from '../../../src/model/echoCovariance.ts';
import { makeScenario } from '../../../src/model/makeScenario.ts';
import { sensingOfStackedCovariance } from '../../../src/model/crb.ts';
import { stackChannels } from '../../../src/model/sinr.ts';
import {
  sampleCovariance,
  successiveApproximation,
} from '../../../src/problems/symbolLevel/successiveApproximation.ts';
import type { TransmitProblem } from '../../../src/problems/symbolLevel/transmitProblem.ts';
import { complexNormal } from '../../../src/random/complexNormal.ts';
import { openStream } from '../../../src/random/stream.ts';

const INTERFERENCE = 3;
const at = (v: Float64Array, i: number): number => v[i] as number;

function qpsk(count: number, realization: number): Float64Array {
  const stream = openStream({ seed: 9n, realization, stream: 'symbols' });
  return Float64Array.from({ length: count }, () => Math.PI / 4 + (Math.PI / 2) * Math.floor(4 * stream.uniform()));
}

/** SLP-CBF of BS 0 in a small system. */
function cbfProblem(realization: number, thresholdDb: number, radius: number): TransmitProblem {
  const scenario = makeScenario({ csiErrorRadius: radius, frameLength: 8, usersPerCell: 2 });
  const drawn = drawRealization(scenario, { seed: 21n, realization });
  const { txAntennas: n, usersPerCell, frameLength } = scenario;
  const link = (cell: number): Float64Array =>
    drawn.channels.slice(2 * n * cell * usersPerCell, 2 * n * (cell + 1) * usersPerCell);
  return {
    antennas: n,
    space: null,
    stations: 1,
    frameLength,
    powerBudget: scenario.powerBudget,
    radius,
    psi: Math.PI / 4,
    users: link(0),
    phases: qpsk(usersPerCell * frameLength, realization),
    amplitude: Math.sqrt(10 ** (thresholdDb / 10) * (1 + INTERFERENCE)),
    foreign: link(1),
    foreignAmplitude: Math.sqrt(INTERFERENCE),
    targets: new Float64Array(0),
    leakage: scenario.maxLeakage,
    forms: [crbFormCbf(scenario, drawn, 0, noiseCovariance(scenario))],
  };
}

function start(problem: TransmitProblem, realization: number): Float64Array {
  const stream = openStream({ seed: 33n, realization, stream: 'rankOneCandidates' });
  const scale = Math.sqrt(problem.powerBudget / problem.antennas);
  return complexNormal(stream, problem.antennas * problem.frameLength).map((x) => scale * x);
}

/** Every row of the program recomputed from X by its definition; the smallest slack of each kind, relative to its bound. */
function slacks(p: TransmitProblem, x: Float64Array): { interference: number; power: number; foreign: number } {
  const n = p.antennas;
  const product = (h: Float64Array, k: number, s: number): [number, number] => {
    let re = 0;
    let im = 0;
    for (let i = 0; i < n; i++) {
      const [a, b] = [at(h, 2 * (k * n + i)), at(h, 2 * (k * n + i) + 1)];
      const [c, d] = [at(x, 2 * (s * n + i)), at(x, 2 * (s * n + i) + 1)];
      re += a * c - b * d;
      im += a * d + b * c;
    }
    return [re, im];
  };
  let interference = Infinity;
  let foreign = Infinity;
  const power = new Float64Array(p.stations);
  const per = n / p.stations;
  for (let s = 0; s < p.frameLength; s++) {
    let norm = 0;
    for (let i = 0; i < n; i++) {
      const e = at(x, 2 * (s * n + i)) ** 2 + at(x, 2 * (s * n + i) + 1) ** 2;
      norm += e;
      const g = Math.floor(i / per);
      power[g] = at(power, g) + e / p.frameLength;
    }
    norm = Math.sqrt(norm);
    for (let k = 0; k < p.users.length / (2 * n); k++) {
      const [re, im] = product(p.users, k, s);
      const phase = at(p.phases, k * p.frameLength + s);
      const along = re * Math.cos(phase) + im * Math.sin(phase);
      const across = im * Math.cos(phase) - re * Math.sin(phase);
      // smallest amplitude over the error ball: it drops by radius norm(x)/sin psi
      const amplitude = along - Math.abs(across) / Math.tan(p.psi) - (p.radius * norm) / Math.sin(p.psi);
      interference = Math.min(interference, amplitude / p.amplitude - 1);
    }
    for (let f = 0; f < p.foreign.length / (2 * n); f++) {
      const [re, im] = product(p.foreign, f, s);
      foreign = Math.min(foreign, 1 - (Math.hypot(re, im) + p.radius * norm) / p.foreignAmplitude);
    }
  }
  return { interference, foreign, power: 1 - Math.max(...power) / p.powerBudget };
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
