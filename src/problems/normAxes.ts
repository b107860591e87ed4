import { norm } from '../linalg/realVector.ts';
import { orthogonalise } from '../linalg/orthogonalise.ts';
import { stack } from '../linalg/stack.ts';
import { channelsOfTransmitters, type NormAxes, type ProgramContext } from './programs/programContext.ts';
import { effectiveRobustness } from './programs/plan.ts';
import { userOfSlot } from './programs/blockLayout.ts';
import { completeColumn } from './reductions/subspace.ts';
import { times } from './times.ts';

/** A part of W h* below this share of it is rounding and gives no axis. */
const ROUNDING = 1e-12;

/** The axes that some covariances ask for. */
export interface AxesJudgement {
  /** What the norms of the program miss at most: 2 d (norm(W h*) - norm(A^H W h*)) over the noise power. */
  readonly missed: number;
  /** The axes with one more for each block: the part of W h* that they miss, of the user where they miss most. Null where they span all antennas. */
  readonly grown: NormAxes | null;
}

/** Users and blocks of the programs of a context. */
function layoutOf({ program, transmitters }: ProgramContext) {
  const { cells, usersPerCell } = program.scenario;
  const comp = program.scheme === 'BLP-CoMP';
  const served = comp ? cells * usersPerCell : usersPerCell;
  const omitted = program.problem === 'P1.A' && program.omitInterCellRows === true;
  return { served, slots: omitted ? served : cells * usersPerCell, blocks: served * transmitters.length };
}

/** One axis for each block: its zero-forcing direction, or what its own user hears best where there are too many users for one. */
export function firstAxes(context: ProgramContext): NormAxes {
  const { served, blocks } = layoutOf(context);
  const { scenario } = context.program;
  const channels = channelsOfTransmitters(context.program);
  const columns = times(blocks, (block) => {
    const transmitter = context.transmitters[Math.floor(block / served)] as ProgramContext['transmitters'][number];
    const { antennas, size, basis } = transmitter;
    const from =
      scenario.cells * scenario.usersPerCell <= size ? basis : (channels[Math.floor(block / served)] as Float64Array);
    const at = (block % served) * antennas * 2;
    return unit(from.subarray(at, at + antennas * 2));
  });
  return { count: 1, columns: stack(columns) };
}

/** Looks for the norms that some axes miss in the covariances W of a solution, [block][antennas][antennas][2]. */
export function judgeAxes(context: ProgramContext, axes: NormAxes, covariances: Float64Array): AxesJudgement {
  const { served, slots, blocks } = layoutOf(context);
  const channels = channelsOfTransmitters(context.program);
  const first = effectiveRobustness(context.program) === 'paper' ? 1 : 0;
  const length = axes.columns.length / (blocks * axes.count);
  const antennas = length / 2;
  if (axes.count >= antennas) return { missed: 0, grown: null };
  let missed = 0;
  const grown: Float64Array[] = [];
  for (let block = 0; block < blocks; block++) {
    const own = axes.columns.subarray(block * axes.count * length, (block + 1) * axes.count * length);
    const matrix = covariances.subarray(block * antennas * length, (block + 1) * antennas * length);
    const heard = channels[Math.floor(block / served)] as Float64Array;
    let most = -1;
    let axis: Float64Array = new Float64Array(length);
    for (let slot = first; slot < slots; slot++) {
      const user = userOfSlot({ served }, block, slot);
      const y = multiply(matrix, heard.subarray(user * length, (user + 1) * length));
      const whole = norm(y);
      orthogonalise(y, own, axes.count, antennas);
      const rest = norm(y);
      // norm(y) - norm(A^H y) without cancellation
      const lost = whole > 0 ? rest ** 2 / (whole + Math.sqrt(Math.max(0, whole ** 2 - rest ** 2))) : 0;
      if (lost <= most) continue;
      most = lost;
      axis = rest > ROUNDING * whole ? unit(y) : completion(own, axes.count, antennas);
    }
    missed = Math.max(missed, (2 * context.radius * most) / context.noise);
    grown.push(own, axis);
  }
  return { missed, grown: { count: axes.count + 1, columns: stack(grown) } };
}

/** W x of a matrix [n][n][2]. */
function multiply(matrix: Float64Array, x: Float64Array): Float64Array {
  const y = new Float64Array(x.length);
  for (let i = 0; i < x.length; i += 2) {
    const row = (i / 2) * x.length;
    let re = 0;
    let im = 0;
    for (let j = 0; j < x.length; j += 2) {
      const [a, b] = [matrix[row + j] as number, matrix[row + j + 1] as number];
      const [c, d] = [x[j] as number, x[j + 1] as number];
      re += a * c - b * d;
      im += a * d + b * c;
    }
    y[i] = re;
    y[i + 1] = im;
  }
  return y;
}

function unit(x: Float64Array): Float64Array {
  const length = norm(x);
  return x.map((v) => v / length);
}

/** Any unit vector orthogonal to the axes of a block that misses nothing: all blocks have as many axes. */
function completion(axes: Float64Array, count: number, antennas: number): Float64Array {
  const basis = new Float64Array((count + 1) * antennas * 2);
  basis.set(axes);
  completeColumn(basis, count, antennas, new Float64Array(antennas * 2));
  return basis.subarray(count * antennas * 2);
}
