import { invariant } from '../../errors.ts';
import {
  type AngleInformation,
  type CrbForm,
  type CrbTerm,
  crbFormCbf,
  crbFormComp,
  traceOf,
} from '../../model/crbForms.ts';
import { steeringDerivative, steeringVector } from '../../model/arrays.ts';
import { othersOf } from '../../model/othersOf.ts';
import { perRealization } from '../../model/perRealization.ts';
import type { Scenario } from '../../model/scenario.ts';
import { capsAmplitudes } from '../amplitudeCrbCaps.ts';
import type { PrecodingProgram } from '../precodingProgram.ts';
import { combine, gram, identity, multiplyAdjoint as multiply, writeConjugate } from '../reductions/complexColumns.ts';
import { orthonormalBasis, subspaceDimension } from '../reductions/subspace.ts';
import { zeroForcingBasis } from '../reductions/zeroForcingBasis.ts';
import { stack } from '../../linalg/stack.ts';
import { times } from '../times.ts';

/** Reduction and basis of W, axes of its norms; all leave the optimum unchanged. Set in tests that show it. */
export interface BasisOptions {
  /** Subspace reduction, default true. */
  readonly reduce?: boolean;
  /** Zero-forcing basis, default true; identity otherwise. */
  readonly zeroForcing?: boolean;
  /** Norms are measured along few axes (src/problems/alongAxes.ts); default: in large programs. */
  readonly fewAxes?: boolean;
}

/** One space of covariances: W = P B V B^H with B = U T, U orthonormal columns of the reduced subspace, T a regular basis. */
export interface Transmitter {
  readonly antennas: number;
  readonly size: number;
  /** Columns of B, [size][antennas][2]. */
  readonly basis: Float64Array;
  /** Columns of U, [size][antennas][2]. */
  readonly frame: Float64Array;
  /** The vectors that measure norm(W h*): the conjugate rows of T over `amplitude`, [size][size][2]. */
  readonly axes: Float64Array;
  /** sqrt(P) B^H h* of every user: those that it serves first, [users][size][2]. */
  readonly users: Float64Array;
  /** B^H x of the vectors x of its CRB forms, [vectors][size][2]. */
  readonly sensing: Float64Array;
  /** sqrt(P) B^H v* of the targets of the other cells, [cells - 1][size][2]. */
  readonly targets: Float64Array;
  /** tr(W) / P = tr(totalPower V), [size][size][2]. */
  readonly totalPower: Float64Array;
  /** The same for each BS's part of W. */
  readonly powerOfBs: readonly Float64Array[];
}

/** Few directions of the antenna space along which norms are measured, of every block its own. */
export interface NormAxes {
  /** Of each block. */
  readonly count: number;
  /** Orthonormal columns, [block][count][antennas][2]. */
  readonly columns: Float64Array;
}

/** CRB form of a BS with the traces of its coefficient matrices: F11 <= P trace11 and F22 <= P trace22 for tr(W) <= P. */
export interface SensingForm {
  readonly f11: readonly CrbTerm[];
  readonly f12: readonly CrbTerm[];
  readonly f22: readonly CrbTerm[];
  readonly angle: AngleInformation;
  readonly trace11: number;
  readonly trace22: number;
}

/** What the coefficients of one program are computed from. */
export interface ProgramContext {
  readonly program: PrecodingProgram;
  /** P, noise power and the radius of the robust terms: d in CBF, sqrt(cells) d in CoMP. */
  readonly power: number;
  readonly noise: number;
  readonly radius: number;
  /** Unit of the heads of norms, near the root of the noise power, so that they are of one size in every unit of power. */
  readonly amplitude: number;
  readonly transmitters: readonly Transmitter[];
  readonly sensing: readonly SensingForm[];
  /** norm(A^H W h*) of the columns A stands for norm(W h*) in the cones of blocks, which it is at most. Default: the norm itself. */
  readonly normAxes?: NormAxes;
}

/**
 * Dimension of one BS's covariances in a program. The one place that decides about the subspace reduction, which leaves the optimum unchanged where
 * rows see covariances along channels and steering vectors and their powers alone: a program with any other row has all antennas.
 */
export function reducedSize(program: PrecodingProgram, options: BasisOptions): number {
  // errors with a shape do not stay errors of their ball when they are projected
  const shaped = program.robustness === 'exact' && program.realization.errorShape !== undefined;
  return options.reduce === false || shaped ? program.scenario.txAntennas : subspaceDimension(program.scenario);
}

/** The BSs whose covariances a CBF program has. */
function transmittingCells(program: PrecodingProgram): number[] {
  if (program.bs !== undefined && program.problem.startsWith('P1')) return [program.bs];
  return times(program.scenario.cells, (m) => m);
}

/** Cells in the order of BS `bs`: its own first. */
export function cellOrder(cells: number, bs: number): number[] {
  return [bs, ...othersOf(bs, cells)];
}

function basisKey(program: PrecodingProgram, options: BasisOptions): string {
  return `${reducedSize(program, options)} ${options.zeroForcing !== false}`;
}

/** A power of two, by which nothing is rounded. */
function amplitudeUnit({ noisePower }: Scenario): number {
  return 2 ** Math.round(Math.log2(noisePower) / 2);
}

/** Evaluates channels, bases and CRB forms of one program. */
export function programContext(program: PrecodingProgram, options: BasisOptions): ProgramContext {
  const { scenario } = program;
  const comp = program.scheme === 'BLP-CoMP';
  const { powerBudget: power, noisePower: noise } = scenario;
  const radius = scenario.csiErrorRadius * (comp ? Math.sqrt(scenario.cells) : 1);
  const amplitude = amplitudeUnit(scenario);
  if (comp) {
    const fixed = perRealization(program.realization, scenario, `stacked ${basisKey(program, options)}`, () => {
      const forms = times(scenario.cells, (m) => crbFormComp(scenario, program.realization, m));
      return {
        transmitters: [stackedTransmitter(program, options, forms)],
        sensing: forms.map((f) => sensingForm(f, 3)),
      };
    });
    return { program, power, noise, radius, amplitude, ...fixed };
  }
  const cells = transmittingCells(program);
  const needed = program.form !== 'maxSinr' || program.problem !== 'P1.A' || capsAmplitudes(program);
  const forms = cells.map((m, i) => {
    const echo = program.echoCovariance?.[i];
    return needed && echo ? crbFormCbf(scenario, program.realization, m, echo) : null;
  });
  const transmitters = cells.map((m, i): Transmitter => {
    const { antennas, size, basis, frame, ...rest } = perRealization(
      program.realization,
      scenario,
      `cell ${m} ${basisKey(program, options)}`,
      () => cellGeometry(program, options, m),
    );
    const form = forms[i];
    const sensing = form ? multiply(basis, size, antennas, form.vectors, 2) : new Float64Array(0);
    return { antennas, size, basis, frame, ...rest, sensing };
  });
  const sensing = forms.flatMap((f) => (f ? [sensingForm(f, 2)] : []));
  return { program, power, noise, radius, amplitude, transmitters, sensing };
}

/** Largest F11 of a CRB form for tr(W) <= P: the unit of u. */
export function informationScale(context: ProgramContext, index: number): number {
  return context.power * sensingAt(context, index).trace11;
}

export function sensingAt(context: ProgramContext, index: number): SensingForm {
  const form = context.sensing[index];
  invariant(form, `the program has no CRB form ${index}`);
  return form;
}

/** h* of the users of every transmitter over its antennas, [users][antennas][2], in the order of its slots. */
export function channelsOfTransmitters(program: PrecodingProgram): Float64Array[] {
  if (program.scheme === 'BLP-CoMP') return [stackedChannels(program)];
  return transmittingCells(program).map((m) => conjugateChannels(program, m, cellOrder(program.scenario.cells, m)));
}

/** A transmitter of CBF without its CRB form, which the echoes of the other BSs change. */
function cellGeometry(program: PrecodingProgram, options: BasisOptions, bs: number): Omit<Transmitter, 'sensing'> {
  const { scenario } = program;
  const { cells, usersPerCell, txAntennas: antennas } = scenario;
  const order = cellOrder(cells, bs);
  const users = conjugateChannels(program, bs, order);
  const targets = new Float64Array(cells * antennas * 2);
  order.forEach((n, i) => writeConjugate(targets, i * antennas * 2, steeringVector(antennas, angle(program, bs, n))));
  const derivative = new Float64Array(antennas * 2);
  writeConjugate(derivative, 0, steeringDerivative(antennas, angle(program, bs, bs)));
  const size = reducedSize(program, options);
  const reduced = size < antennas ? subspaceOf([users, targets, derivative], antennas, size) : identity(antennas);
  const count = cells * usersPerCell;
  const mixing = mixingOf(options, multiply(reduced, size, antennas, users, count), count, size);
  const basis = combine(reduced, antennas, mixing, size);
  const root = Math.sqrt(scenario.powerBudget);
  const totalPower = gram(mixing, size, 0, size);
  return {
    antennas,
    size,
    basis,
    frame: reduced,
    axes: conjugateRows(mixing, size, 1 / amplitudeUnit(scenario)),
    users: multiply(basis, size, antennas, users, count, root),
    targets: multiply(basis, size, antennas, targets.subarray(antennas * 2), cells - 1, root),
    totalPower,
    powerOfBs: [totalPower],
  };
}

/** The stacked antennas of CoMP; the reduction is block-diagonal over the BSs, whose powers are bounded one by one. */
function stackedTransmitter(program: PrecodingProgram, options: BasisOptions, forms: readonly CrbForm[]): Transmitter {
  const { scenario } = program;
  const { cells, usersPerCell, txAntennas } = scenario;
  const antennas = cells * txAntennas;
  const each = reducedSize(program, options);
  const size = cells * each;
  const count = cells * usersPerCell;
  const stacked = stackedChannels(program);
  const reduced = new Float64Array(size * antennas * 2);
  const natural = times(cells, (m) => m);
  for (let bs = 0; bs < cells; bs++) {
    const users = conjugateChannels(program, bs, natural);
    const steering = new Float64Array((cells + 1) * txAntennas * 2);
    for (let m = 0; m < cells; m++)
      writeConjugate(steering, m * txAntennas * 2, steeringVector(txAntennas, angle(program, bs, m)));
    writeConjugate(steering, cells * txAntennas * 2, steeringDerivative(txAntennas, angle(program, bs, bs)));
    const own = each < txAntennas ? subspaceOf([users, steering], txAntennas, each) : identity(txAntennas);
    for (let j = 0; j < each; j++)
      reduced.set(
        own.subarray(j * txAntennas * 2, (j + 1) * txAntennas * 2),
        ((bs * each + j) * antennas + bs * txAntennas) * 2,
      );
  }
  const mixing = mixingOf(options, multiply(reduced, size, antennas, stacked, count), count, size);
  const basis = combine(reduced, antennas, mixing, size);
  const vectors = new Float64Array(cells * 3 * antennas * 2);
  forms.forEach((f, m) => vectors.set(f.vectors, m * 3 * antennas * 2));
  return {
    antennas,
    size,
    basis,
    frame: reduced,
    axes: conjugateRows(mixing, size, 1 / amplitudeUnit(scenario)),
    users: multiply(basis, size, antennas, stacked, count, Math.sqrt(scenario.powerBudget)),
    sensing: multiply(basis, size, antennas, vectors, cells * 3),
    targets: new Float64Array(0),
    totalPower: gram(mixing, size, 0, size),
    powerOfBs: natural.map((bs) => gram(mixing, size, bs * each, (bs + 1) * each)),
  };
}

/** h* of all users over the antennas of all BSs, [users][J N][2]. */
function stackedChannels(program: PrecodingProgram): Float64Array {
  const { cells, usersPerCell, txAntennas } = program.scenario;
  const [users, length] = [cells * usersPerCell, txAntennas * 2];
  const natural = times(cells, (m) => m);
  const stacked = new Float64Array(users * cells * length);
  for (const bs of natural) {
    const own = conjugateChannels(program, bs, natural);
    for (let u = 0; u < users; u++) stacked.set(own.subarray(u * length, (u + 1) * length), (u * cells + bs) * length);
  }
  return stacked;
}

function sensingForm(form: CrbForm, vectors: number): SensingForm {
  const { f11, f12, f22, angle: own } = form;
  const antennas = form.vectors.length / (2 * vectors);
  return {
    f11,
    f12,
    f22,
    angle: own,
    trace11: traceOf(form, f11, antennas),
    trace22: traceOf(form, f22, antennas),
  };
}

function angle(program: PrecodingProgram, bs: number, target: number): number {
  return program.scenario.targetAngles[bs * program.scenario.cells + target] as number;
}

/** h_bs,nk* of the users of the cells in `order`, [users][antenna][2]. */
function conjugateChannels(program: PrecodingProgram, bs: number, order: readonly number[]): Float64Array {
  const { cells, usersPerCell, txAntennas } = program.scenario;
  const block = usersPerCell * txAntennas * 2;
  const result = new Float64Array(cells * block);
  order.forEach((n, i) => {
    const from = (bs * cells + n) * block;
    writeConjugate(result, i * block, program.realization.channels.subarray(from, from + block));
  });
  return result;
}

function subspaceOf(parts: readonly Float64Array[], length: number, size: number): Float64Array {
  const columns = stack(parts);
  return orthonormalBasis(columns, columns.length / (2 * length), length, size);
}

/** The rows of a square matrix of columns, conjugated and times a factor, [size][size][2]. */
function conjugateRows(columns: Float64Array, size: number, factor: number): Float64Array {
  const rows = new Float64Array(columns.length);
  for (let a = 0; a < size; a++)
    for (let j = 0; j < size; j++) {
      rows[2 * (a * size + j)] = factor * (columns[2 * (j * size + a)] as number);
      rows[2 * (a * size + j) + 1] = -factor * (columns[2 * (j * size + a) + 1] as number);
    }
  return rows;
}

function mixingOf(options: BasisOptions, vectors: Float64Array, count: number, size: number): Float64Array {
  return options.zeroForcing === false ? identity(size) : zeroForcingBasis(vectors, count, size);
}
