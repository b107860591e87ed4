import {
  enableProdMode,
  engine,
  ready,
  registerBackend,
  removeBackend,
  setBackend,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { type Backend, type BackendOptions, BackendUnavailable, GPU_WORKERS } from './backend.ts';
import { ConicCuda } from './cuda/conicCuda.ts';
import { chooseArithmetic, type CudaArithmetic } from './cuda/cudaArithmetic.ts';
import { cudaFacts } from './cuda/cudaFacts.ts';
import { cudaOrdinals } from './cuda/cudaOrdinals.ts';
import { type CudaDevice, openDevice } from './cuda/device.ts';
import { CudaError, versionText } from './cuda/driver.ts';
import { HostTensors } from './cuda/hostTensors.ts';
import { CUDA_GROUPS } from './cuda/kernelParameters.ts';
import { type CudaSolver, solveOnCuda } from './cuda/solveOnCuda.ts';
import type { ConicSolveAttributes, ConicSolveInputs, ConicSolveOutputs, SolverPath } from './kernels/conicSolve.ts';
import { registerConicSolveCuda, unregisterConicSolveCuda } from './kernels/conicSolveCuda.ts';
import { ConicAnswers, INFO, WasmConicProgram } from './kernels/wasmConicProgram.ts';
import { CENTRED_TOLERANCE } from './tolerances.ts';
import { Float64Finish, type Unfinished } from './webgpu/finishInFloat64.ts';

/** The cuda backend with what tests and benchmarks want to see of it. */
export interface CudaBackend extends Backend {
  readonly conic: ConicCuda;
  /** What the card solves in first; what does not hold to the tolerance is solved in float64. */
  readonly cardArithmetic: CudaArithmetic;
}

/** Designs for each block that a card holds: launches then overlap, and its last blocks are not alone for long. */
const DESIGNS_PER_BLOCK = 4;
/** Threads of the smallest block. */
const FEWEST_THREADS = 32;

/**
 * Starts the cuda backend: the conic kernel through NVIDIA's driver (npm `koffi`), in float64, or in double-single where a card's float64 is slow.
 *
 * @param options device: number of the CUDA device, default 0.
 * @param needsGpu refuses the stand-in driver, which computes on the CPU: `auto` looks for a GPU.
 * @throws BackendUnavailable without koffi, a driver that is new enough, or a card that takes the kernel.
 */
export async function startCuda(options: BackendOptions, needsGpu = false): Promise<CudaBackend> {
  enableProdMode(); // no advice on stderr
  const [ordinal = 0] = options.device === undefined ? [0] : cudaOrdinals(options.device);
  const device = openDevice(ordinal);
  const { card } = device;
  if (needsGpu && card.standIn) {
    device.close();
    throw new BackendUnavailable(
      `cuda: ${card.name} computes on the CPU`,
      'unset ISAC_MC_LIBCUDA; --backend cuda runs on it all the same',
    );
  }
  const cardArithmetic = chooseArithmetic(card.float64Ratio);
  const { conic, fill } = openKernel(device, cardArithmetic);
  const tensors = new HostTensors();
  registerBackend('cuda', () => tensors);
  registerConicSolveCuda(conic);
  await setBackend('cuda');
  await ready();
  const solver: CudaSolver = { conic, tensors, fault: undefined };
  const upload = (array: Float64Array, shape: number[]): Tensor =>
    // kept here in float64: the kernel packs it for the device, and the float64 check reads it
    engine().makeTensor(array as unknown as Float32Array, shape, 'float32', tensors);
  const name = `${card.name}, CUDA ${versionText(device.version)}`;
  return {
    name: 'cuda',
    device: `${name}, ${cardArithmetic === 'float64' ? 'float64' : 'doubleSingle, float64'}`,
    arithmetic: cardArithmetic === 'float64' ? ['float64'] : ['doubleSingle', 'float64'],
    designsAtOnce: DESIGNS_PER_BLOCK * fill,
    mostWorkers: card.standIn ? 2 : GPU_WORKERS,
    facts: cudaFacts(device, cardArithmetic, conic.kernels.get(cardArithmetic, FEWEST_THREADS).image),
    conic,
    cardArithmetic,
    upload,
    read: async (tensor) => tensors.values(tensor.dataId),
    conicSolve: inTurn((inputs, attributes) => solveBatch(solver, cardArithmetic, upload, inputs, attributes)),
    async stop() {
      unregisterConicSolveCuda();
      removeBackend('cuda');
      if (solver.fault !== undefined) return;
      try {
        conic.close();
        device.close();
      } catch (error) {
        // lost by another thread, whose solve has said so: the driver takes everything back when the process ends
        if (!(error instanceof CudaError) || !error.ofDevice) throw error;
      }
    },
  };
}

/** The kernel on a card, and how many of its smallest blocks the card holds. */
function openKernel(device: CudaDevice, arithmetic: CudaArithmetic): { conic: ConicCuda; fill: number } {
  try {
    const conic = new ConicCuda(device);
    return { conic, fill: conic.kernels.resident(arithmetic, FEWEST_THREADS, 0) };
  } catch (error) {
    device.close();
    if (!(error instanceof CudaError)) throw error;
    throw new BackendUnavailable(
      `cuda: the kernel does not start on ${device.card.name} (${error.message})`,
      'nvidia-smi shows the state of the card and what else runs on it',
    );
  }
}

type Solve = (inputs: ConicSolveInputs, attributes: ConicSolveAttributes) => Promise<ConicSolveOutputs>;

/** One solve after the other: they share the launches in flight and the memory of the float64 check. */
function inTurn(solve: Solve): Solve {
  let last: Promise<unknown> = Promise.resolve();
  return (inputs, attributes) => {
    const own = last.then(() => solve(inputs, attributes));
    last = own.catch(() => undefined); // its caller is told
    return own;
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
async function solveBatch(
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
