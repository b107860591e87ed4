import { InputError } from '../../errors.ts';
import { capsAmplitudes, requireCappedGains } from '../amplitudeCrbCaps.ts';
import { requireWhiteErrors } from '../requireWhiteErrors.ts';
import { solveInBatches } from '../../conic/batching.ts';
import type { InnerSettings } from '../../conic/answerStore.ts';
import { solveScaled } from '../solveScaled.ts';
import { isSolved } from '../../conic/status.ts';
import { ProgramLayouts } from '../../conic/builder/programLayouts.ts';
import { describeRelaxation, type RelaxationPlan } from './relaxation.ts';
import { type RelaxedProgram, relaxedProgram } from './relaxationUnits.ts';
import { fingerprint, markedStart, markedState } from '../markedState.ts';
import { rowMultipliers } from '../rowMultipliers.ts';
import { robustRadius } from './symbolLinks.ts';
import type { SymbolLevelProgram, SymbolLevelSolution } from './symbolLevelProgram.ts';
import { expandCovariance, expandVectors } from './transmitSubspace.ts';

const layouts = new ProgramLayouts();

/**
 * Solves relaxed symbol-level programs, those of one shape as one batch, and returns the solutions in the order of the
 * programs. An infeasible or failed program is a status.
 *
 * @throws InputError for programs with missing or impossible fields.
 */
export async function solveSymbolLevelPrograms(
  programs: readonly SymbolLevelProgram[],
  settings: InnerSettings = {},
): Promise<SymbolLevelSolution[]> {
  programs.forEach((p, i) => requireSymbolLevelFields(p, `programs[${i}]`));
  return solveInBatches(
    programs.map((program) => ({ program, relaxed: relaxedProgram(program) })),
    // phases off the PSK grid can have more classes than it allows
    ({ program, relaxed }) => `${shapeKey(program)}/${relaxed.classes.weight.length}`,
    (batch, key) =>
      solveGroup(
        key,
        batch.map(({ relaxed }) => relaxed),
        settings,
      ),
  );
}

/**
 * Refuses a symbol-level program with missing or impossible fields.
 *
 * @throws InputError naming the field below `where`.
 */
export function requireSymbolLevelFields(p: SymbolLevelProgram, where: string): void {
  const { cells, usersPerCell, frameLength } = p.scenario;
  const need = (name: string, value: number | undefined, least: number): void => {
    if (value === undefined || !Number.isFinite(value) || value < least)
      throw new InputError(`${where}.${name}: expected a number of at least ${least}, got ${value}`);
  };
  const length = cells * usersPerCell * frameLength;
  if (p.symbolPhase.length !== length || !p.symbolPhase.every(Number.isFinite))
    throw new InputError(`${where}.symbolPhase: expected ${length} finite numbers, got ${p.symbolPhase.length}`);
  if (!Number.isInteger(p.pskOrder) || p.pskOrder < 2)
    throw new InputError(`${where}.pskOrder: expected an integer of at least 2, got ${p.pskOrder}`);
  requireWhiteErrors(p, where);
  if (p.robustness === 'exact')
    throw new InputError(`${where}.robustness: expected exact only with problem joint, got exact with ${p.problem}`);
  requireCappedGains(p, where);
  const cbf = p.scheme === 'SLP-CBF';
  if (cbf !== (p.problem !== 'P4'))
    throw new InputError(`${where}.problem: expected ${cbf ? 'P3.A or P3.B' : 'P4'}, got ${p.problem}`);
  if (cbf) need('bs', p.bs, 0);
  if (cbf && (p.bs ?? 0) >= cells) throw new InputError(`${where}.bs: expected a BS below ${cells}, got ${p.bs}`);
  if (p.problem === 'P3.B' || p.form === 'threshold') need('threshold', p.threshold, Number.MIN_VALUE);
  if (p.problem === 'P3.B' && p.form !== 'maxSinr') need('crbCap', p.crbCap, Number.MIN_VALUE);
  for (const i of [0, 1])
    if (p.amplitudeCrbCaps) need(`amplitudeCrbCaps[${i}]`, p.amplitudeCrbCaps[i], Number.MIN_VALUE);
  if (p.problem === 'P3.B' && p.sinrRow === 'received' && cells > 1)
    need('interference.received', p.interference?.received, 0);
  if (p.problem !== 'P3.B' && p.form === 'weighted') {
    need('rho', p.rho, 0);
    need('nfr', p.nfr, Number.MIN_VALUE);
    need('nfc', p.nfc, Number.MIN_VALUE);
  }
  const sensing = p.form !== 'maxSinr' && (p.problem === 'P3.B' || !(p.form === 'weighted' && p.rho === 0));
  if (cbf && (sensing || capsAmplitudes(p)) && !p.echoCovariance)
    throw new InputError(`${where}.echoCovariance: expected the covariance of the BS's echoes, got nothing`);
  if (p.problem === 'P3.A' && cells > 1)
    need('interference.symbolLevel', p.interference?.symbolLevel, Number.MIN_VALUE);
}

function shapeKey(p: SymbolLevelProgram): string {
  const { cells, usersPerCell, txAntennas, frameLength } = p.scenario;
  return [
    p.scheme,
    p.problem,
    p.form,
    p.sinrRow,
    p.form === 'weighted' && p.rho === 0,
    cells,
    usersPerCell,
    txAntennas,
    frameLength,
    p.pskOrder,
    robustRadius(p) > 0,
    p.sensingCut === true,
    capsAmplitudes(p),
    p.echoCovariance !== undefined,
  ].join('/');
}

async function solveGroup(
  key: string,
  relaxed: readonly RelaxedProgram[],
  settings: InnerSettings,
): Promise<SymbolLevelSolution[]> {
  const batch = relaxed.length;
  const { program, described, valueIn } = layouts.build(key, relaxed, describeRelaxation);
  const print = fingerprint(key);
  const warmStart = markedStart(
    relaxed.map(({ p }) => p.warmStart),
    print,
  );
  const solution = await solveScaled(program, { ...settings, ...(warmStart ? { warmStart } : {}) });
  const columns = solution.scalars.length / batch;
  const blocks = (solution.psd[0] as Float64Array).length / batch;
  return relaxed.map((r, b) => {
    const status = solution.status[b] ?? 'numericalError';
    const { read, certificate } = described[b] as RelaxationPlan;
    const common = {
      status,
      merit: solution.merit[b] as number,
      iterations: solution.iterations[b] as number,
      path: solution.path[b] ?? 'float64',
      state: markedState(solution, b, print),
      // kept where it is asked for alone: it holds on to the whole batch
      certificate: certificate && (() => certificate(rowMultipliers(program.shape, solution, b))),
    };
    if (!isSolved(status))
      return {
        ...common,
        objective: null,
        crb: Number.NaN,
        amplitude: Number.NaN,
        interference: Number.NaN,
        leakage: Number.NaN,
        covariance: null,
        vectors: null,
      };
    const values = read(valueIn(solution.scalars.subarray(b * columns, (b + 1) * columns)));
    const z = (solution.psd[0] as Float64Array).subarray(b * blocks, (b + 1) * blocks);
    return { ...common, ...values, ...transmit(r, z) };
  });
}

/** R = P sum_c weight_c R_c and x_s = sqrt(P) exp(j rotation_s) x_c of the blocks Z_c. */
function transmit(
  { p, link, classes }: RelaxedProgram,
  z: Float64Array,
): { covariance: Float64Array; vectors: Float64Array } {
  const { antennas: n, space } = link;
  const power = p.scenario.powerBudget;
  const size = n + 1;
  const covariance = new Float64Array(2 * n * n);
  classes.weight.forEach((weight, c) => {
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        for (const part of [0, 1]) {
          const at = 2 * (i * n + j) + part;
          const value = z[2 * ((c * size + i) * size + j) + part] as number;
          covariance[at] = (covariance[at] as number) + power * weight * value;
        }
  });
  const L = classes.classOf.length;
  const vectors = new Float64Array(2 * n * L);
  const root = Math.sqrt(power);
  for (let s = 0; s < L; s++) {
    const c = classes.classOf[s] as number;
    const [cos, sin] = [Math.cos(classes.rotation[s] as number), Math.sin(classes.rotation[s] as number)];
    for (let i = 0; i < n; i++) {
      const at = 2 * ((c * size + i) * size + n);
      const [a, b] = [z[at] as number, z[at + 1] as number];
      vectors[2 * (s * n + i)] = root * (a * cos - b * sin);
      vectors[2 * (s * n + i) + 1] = root * (a * sin + b * cos);
    }
  }
  return { covariance: expandCovariance(space, covariance), vectors: expandVectors(space, vectors) };
}
