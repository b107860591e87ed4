import { drawRealization } from '../../../src/model/channels.ts';
import { crbFormCbf } from '../../../src/model/crbForms.ts';
import { noiseCovariance } from '../../../src/model/echoCovariance.ts';
import { makeScenario } from '../../../src/model/makeScenario.ts';
import type { TransmitProblem } from '../../../src/problems/symbolLevel/transmitProblem.ts';
import { openStream } from '../../../src/random/stream.ts';

const INTERFERENCE = 3;
const at = (v: Float64Array, i: number): number => v[i] as number;

export function qpsk(count: number, realization: number): Float64Array {
  const stream = openStream({ seed: 9n, realization, stream: 'symbols' });
  return Float64Array.from({ length: count }, () => Math.PI / 4 + (Math.PI / 2) * Math.floor(4 * stream.uniform()));
}

/** SLP-CBF of BS 0 in a small system. */
export function cbfProblem(realization: number, thresholdDb: number, radius: number): TransmitProblem {
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

/** Every row of the program recomputed from X by its definition; the smallest slack of each kind, relative to its bound. */
export function slacks(p: TransmitProblem, x: Float64Array): { interference: number; power: number; foreign: number } {
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
