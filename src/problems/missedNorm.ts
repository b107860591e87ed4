import { norm } from '../linalg/realVector.ts';
import { stack } from '../linalg/stack.ts';
import { completeColumn } from './reductions/subspace.ts';
import { channelsOfTransmitters, type NormAxes, type ProgramContext } from './programs/programContext.ts';

/** A part of a vector below this share of it is rounding and gives no axis. */
const ROUNDING = 1e-12;

/** The axes that some covariances ask for. */
export interface AxesJudgement {
  /** What the norms of the program miss at most: 2 d (norm(y) - norm(A^H y)) over the noise power, y what a norm is taken of. */
  readonly missed: number;
  /** The axes of the next program, which miss less. Null where those of this one span all antennas. */
  readonly next: NormAxes | null;
}

/** Users and blocks of the programs of a context. */
export function usersAndBlocks({ program, transmitters }: ProgramContext) {
  const { cells, usersPerCell } = program.scenario;
  const comp = program.scheme === 'BLP-CoMP';
  const served = comp ? cells * usersPerCell : usersPerCell;
  const omitted = program.problem === 'P1.A' && program.omitInterCellRows === true;
  return { served, slots: omitted ? served : cells * usersPerCell, blocks: served * transmitters.length };
}

/** A direction for each block, [block][antennas][2]: its zero-forcing direction, or what its own user hears best where there are too many users for one. */
export function firstDirections(context: ProgramContext): Float64Array[] {
  const { served, blocks } = usersAndBlocks(context);
  const { scenario } = context.program;
  const channels = channelsOfTransmitters(context.program);
  return Array.from({ length: blocks }, (_, block) => {
    const own = Math.floor(block / served);
    const { antennas, size, basis } = context.transmitters[own] as ProgramContext['transmitters'][number];
    const from = scenario.cells * scenario.usersPerCell <= size ? basis : (channels[own] as Float64Array);
    const at = (block % served) * antennas * 2;
    return unit(from.subarray(at, at + antennas * 2));
  });
}

/** norm(y) - norm(A^H y) of a vector of norm `whole` whose part beside the axes A has norm `rest`, without cancellation. */
export function lostNorm(whole: number, rest: number): number {
  return whole > 0 ? rest ** 2 / (whole + Math.sqrt(Math.max(0, whole ** 2 - rest ** 2))) : 0;
}

/** The direction of what is left of a vector of norm `whole` beside some axes, or any other beside them where nothing is. */
export function nextAxis(left: Float64Array, whole: number, axes: Float64Array): Float64Array {
  if (norm(left) > ROUNDING * whole) return unit(left);
  const basis = stack([axes, new Float64Array(left.length)]);
  completeColumn(basis, axes.length / left.length, left.length / 2, new Float64Array(left.length));
  return basis.subarray(axes.length);
}

function unit(x: Float64Array): Float64Array {
  const length = norm(x);
  return x.map((v) => v / length);
}
