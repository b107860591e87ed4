import type { Tensor } from '@tensorflow/tfjs-core';
import type { Backend } from '../../../device/backend.ts';
import type { ConicSolveAttributes, ConicSolveInputs, ConicSolveOutputs, SolverPath } from '../conicSolve.ts';
import { ConicAnswers, INFO, WasmConicProgram } from '../cpu/wasmConicProgram.ts';
import { CENTRED_TOLERANCE } from '../../settings.ts';
import { Float64Finish, type Unfinished } from '../finishInFloat64.ts';
import type { CudaArithmetic } from '../../../device/cuda/cudaArithmetic.ts';
import { CUDA_GROUPS } from './kernelParameters.ts';
import { type CudaSolver, solveOnCuda } from './solveOnCuda.ts';

type Solve = (inputs: ConicSolveInputs, attributes: ConicSolveAttributes) => Promise<ConicSolveOutputs>;

/** One solve after the other: they share the launches in flight and the memory of the float64 check. `idle` waits for those that were asked for. */
export function inTurn(solve: Solve): { readonly solve: Solve; readonly idle: () => Promise<void> } {
  let last: Promise<unknown> = Promise.resolve();
  return {
    solve: (inputs, attributes) => {
      const own = last.then(() => solve(inputs, attributes));
      last = own.catch(() => undefined); // its caller is told
      return own;
    },
    async idle() {
      await last;
    },
  };
}

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
export async function solveBatch(
  solver: CudaSolver,
  cardArithmetic: CudaArithmetic,
  upload: Backend['upload'],
  inputs: ConicSolveInputs,
  attributes: ConicSolveAttributes,
): Promise<ConicSolveOutputs> {
  const { conic, tensors } = solver;
  const { stateSize, tolerance } = attributes;
  const batch = inputs.rhs.shape[0] ?? 0;
  const values = (tensor: Tensor): Float64Array => tensors.values(tensor.dataId);
  const answers = new ConicAnswers(batch, attributes);
  const program = new WasmConicProgram(attributes, {
    rhs: values(inputs.rhs),
    entries: values(inputs.entries),
    groups: inputs.groups.map((g) => ({
      vectors: values(g.vectors),
      weights: values(g.weights),
      dense: values(g.dense),
    })),
  });
  const check = new Float64Finish(attributes, program, answers, batch);
  const given = inputs.warm ? values(inputs.warm) : undefined;
  const givenTo = (i: number): Float64Array | undefined => given?.subarray(i * stateSize, (i + 1) * stateSize);
  let open = Array.from({ length: batch }, (_, i): Unfinished => ({ program: i, iterations: 0, state: givenTo(i) }));
  /** Programs whose float64 iterations begin at an answer of double-single. */
  const refined = new Set<number>();
  const pathOf = (i: number): SolverPath => (refined.has(i) ? 'double-single+float64' : 'float64');

  /** One attempt; returns what does not hold. */
  async function attempt({ arithmetic, open: tried, finish }: Stage): Promise<Unfinished[]> {
    const warm = tried.some(({ state }) => state !== undefined) ? statesOf(tried, batch, stateSize) : undefined;
    const states = warm && upload(warm, [batch, stateSize]);
    const left: Unfinished[] = [];
    try {
      const own = { ...inputs, warm: states };
      const programs = tried.map(({ program: i }) => i);
      await solveOnCuda(solver, own, { ...attributes, finish }, arithmetic, programs, (chunk, numbers) => {
        left.push(...check.take(chunk, numbers, arithmetic, arithmetic === 'float64' ? pathOf : undefined));
      });
    } finally {
      states?.dispose();
    }
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
      const far = left.filter(({ state }) => state === undefined).map((u) => ({ ...u, state: givenTo(u.program) }));
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
  for (const u of open) check.solve({ ...u, state: givenTo(u.program) }, pathOf(u.program));
  return {
    info: upload(answers.info, [batch, INFO]),
    scalars: upload(answers.scalars, [batch, attributes.columns]),
    multipliers: upload(answers.multipliers, [batch, attributes.rows]),
    state: upload(answers.state, [batch, stateSize]),
    psd: answers.psd.map((psd, i) => {
      const { count = 0, size = 0 } = attributes.groups[i] ?? {};
      return upload(psd, [batch, count, size, size, 2]);
    }),
    path: check.paths,
  };
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
