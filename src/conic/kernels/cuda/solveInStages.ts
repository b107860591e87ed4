import type { CudaArithmetic } from '../../../device/cuda/cudaArithmetic.ts';
import { CENTRED_TOLERANCE } from '../../settings.ts';
import type { SolverPath } from '../../solverPath.ts';
import type { ConicAnswers, ConicBatch, ConicSolveAttributes } from '../conicSolve.ts';
import { Float64Finish, type Unfinished } from '../finishInFloat64.ts';
import type { ConicCuda } from './conicCuda.ts';
import { CUDA_GROUPS } from './kernelParameters.ts';
import { solveOnCuda } from './solveOnCuda.ts';

/** Where one attempt on the programs of a batch begins. */
interface Stage {
  readonly arithmetic: CudaArithmetic;
  readonly open: readonly Unfinished[];
  /** States are all but the answers. */
  readonly finish: boolean;
}

/**
 * Solves a batch: on the device in the card's arithmetic, where that leaves an answer short of its tolerance in float64 from it, and what even then does not
 * hold in float64 on the host.
 */
export async function solveInStages(
  conic: ConicCuda,
  cardArithmetic: CudaArithmetic,
  all: ConicBatch,
  attributes: ConicSolveAttributes,
): Promise<ConicAnswers> {
  const { stateSize, tolerance } = attributes;
  const { batch, warm: given } = all;
  const check = new Float64Finish(attributes, all);
  let open = check.untried();
  /** Programs whose float64 iterations begin at an answer of double-single. */
  const refined = new Set<number>();
  const pathOf = (i: number): SolverPath => (refined.has(i) ? 'double-single+float64' : 'float64');

  /** One attempt; returns what does not hold. */
  async function attempt({ arithmetic, open: tried, finish }: Stage): Promise<Unfinished[]> {
    const warm = tried.some(({ state }) => state !== undefined) ? statesOf(tried, batch, stateSize) : undefined;
    const left: Unfinished[] = [];
    const programs = tried.map(({ program: i }) => i);
    await solveOnCuda(conic, { ...all, warm }, { ...attributes, finish }, arithmetic, programs, (chunk, numbers) => {
      left.push(...check.take(chunk, numbers, arithmetic, arithmetic === 'float64' ? pathOf : undefined));
    });
    return left;
  }

  if (attributes.groups.length <= CUDA_GROUPS) {
    const finish = attributes.finish === true && given !== undefined;
    // an answer that is centred is beyond double-single where it is only finished (docs/decisions/0020)
    if (cardArithmetic === 'doubleSingle' && !(finish && tolerance < CENTRED_TOLERANCE)) {
      const left = await attempt({ arithmetic: 'doubleSingle', open, finish });
      for (const { program: i, state } of left) if (state) refined.add(i);
      // those with an answer are finished from it, the others begin anew
      const near = left.filter(({ state }) => state !== undefined);
      const far = left
        .filter(({ state }) => state === undefined)
        .map((u) => ({ ...u, state: check.givenTo(u.program) }));
      open = [];
      if (near.length > 0) open.push(...(await attempt({ arithmetic: 'float64', open: near, finish: true })));
      if (far.length > 0) open.push(...(await attempt({ arithmetic: 'float64', open: far, finish })));
    } else {
      if (cardArithmetic === 'doubleSingle') for (let i = 0; i < batch; i++) refined.add(i);
      open = await attempt({ arithmetic: 'float64', open, finish });
    }
  }
  conic.counters.onHost += open.length;
  // as the cpu backend would: from where the caller said
  for (const u of open) check.solve({ ...u, state: check.givenTo(u.program) }, pathOf(u.program));
  return check.answers;
}

/** States of a whole batch, NaN where a program has none and starts cold. */
function statesOf(open: readonly Unfinished[], batch: number, stateSize: number): Float64Array {
  const states = new Float64Array(batch * stateSize);
  for (const { program, state } of open) {
    if (state) states.set(state, program * stateSize);
    else states[program * stateSize] = Number.NaN;
  }
  return states;
}
