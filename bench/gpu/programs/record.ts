import { currentBackend } from '../../../src/device/startBackend.ts';
import { conicKernelOf } from '../../../src/conic/kernels/conicKernelOf.ts';
import { type ConicBatch, type ConicSolveAttributes, INFO } from '../../../src/conic/kernels/conicSolve.ts';
import { readDescriptor } from '../../../src/conic/words/programShape.ts';
import { drawRealization } from '../../../src/model/channels.ts';
import { makeScenario } from '../../../src/model/makeScenario.ts';
import { BENCH_SEED, CASES, programsOf } from '../../../src/problems/benchmark/cases.ts';
import { SYMBOL_CASES, symbolPrograms } from '../../../src/problems/benchmark/symbolCases.ts';
import { solvePrecodingPrograms } from '../../../src/problems/solvePrecodingPrograms.ts';
import { solveSymbolLevelPrograms } from '../../../src/problems/symbolLevel/solveSymbolLevelPrograms.ts';
import type { ProgramShape } from '../../../src/conic/program.ts';

/** One kind of program: a scheme with its CSI error, and the number of antennas. */
export interface GpuCase {
  readonly name: string;
  readonly antennas: number;
  readonly record: (count: number) => Promise<RecordedBatch>;
}

/** Distinct programs of one shape as the kernel gets them, and their optima on the recording backend. */
export interface RecordedBatch {
  readonly programs: number;
  readonly attributes: ConicSolveAttributes;
  readonly data: ConicBatch;
  /** Primal objectives and status codes, in the order of the programs. */
  readonly objective: Float64Array;
  readonly status: Float64Array;
}

/** Numbers of antennas of the block-level kinds, the usual one first; at symbol level the cases fix it. */
const ANTENNAS = [6, 12, 16];

/** Every kind; those with more antennas have their number in the name, as in `BLP-CBF d=0 N=12`. */
export function gpuCases(): GpuCase[] {
  const block = CASES.flatMap((benchCase) =>
    ANTENNAS.map((n): GpuCase => ({
      name: n === ANTENNAS[0] ? benchCase.name : `${benchCase.name} N=${n}`,
      antennas: n,
      record: (count) =>
        recordLargest(async () => {
          const scenario = makeScenario({ csiErrorRadius: benchCase.csiErrorRadius, txAntennas: n, rxAntennas: n });
          const perDraw = benchCase.scheme === 'BLP-CBF' ? scenario.cells : 1;
          const threshold = 10 ** (benchCase.thresholdDb / 10);
          const programs = Array.from({ length: Math.ceil(count / perDraw) }, (_, realization) =>
            programsOf(
              { scenario, realization: drawRealization(scenario, { seed: BENCH_SEED, realization }), threshold },
              benchCase,
            ),
          ).flat();
          await solvePrecodingPrograms(programs.slice(0, count));
        }),
    })),
  );
  const symbol = SYMBOL_CASES.map((benchCase): GpuCase => ({
    name: benchCase.name,
    antennas: 6,
    record: (count) =>
      recordLargest(async () => {
        await solveSymbolLevelPrograms(symbolPrograms(benchCase, count));
      }),
  }));
  return [...block, ...symbol];
}

/** What `run` asks of the kernel in its largest batch, with the answers of the running backend. */
async function recordLargest(run: () => Promise<void>): Promise<RecordedBatch> {
  const { backend } = await currentBackend();
  const kernel = await conicKernelOf(backend);
  const solve = kernel.solve;
  let largest: RecordedBatch | undefined;
  kernel.solve = async (data, attributes) => {
    const solved = await solve(data, attributes);
    const { batch: programs, warm } = data;
    if (warm || programs <= (largest?.programs ?? 0)) return solved;
    largest = {
      programs,
      attributes,
      data: mapArrays(data, (values) => values.slice()),
      objective: Float64Array.from({ length: programs }, (_, i) => solved.info[i * INFO + 3] as number),
      status: Float64Array.from({ length: programs }, (_, i) => solved.info[i * INFO] as number),
    };
    return solved;
  };
  try {
    await run();
  } finally {
    kernel.solve = solve;
  }
  if (!largest) throw new Error('nothing was solved');
  return feasibleOnes(largest);
}

/** The programs that ended optimal: throughput is told of those. */
function feasibleOnes(batch: RecordedBatch): RecordedBatch {
  const kept = Array.from({ length: batch.programs }, (_, i) => i).filter((i) => batch.status[i] === 0);
  const [first] = kept;
  if (first === undefined) throw new Error('no program is feasible');
  return tile(batch, kept);
}

/** A batch made of the programs `places` of another, repeats allowed. */
function tile(batch: RecordedBatch, places: readonly number[]): RecordedBatch {
  const pick = (values: Float64Array): Float64Array => {
    const width = values.length / batch.programs;
    const out = new Float64Array(places.length * width);
    places.forEach((from, to) => out.set(values.subarray(from * width, (from + 1) * width), to * width));
    return out;
  };
  return {
    programs: places.length,
    attributes: batch.attributes,
    data: { ...mapArrays(batch.data, pick), batch: places.length },
    objective: pick(batch.objective),
    status: pick(batch.status),
  };
}

/** A batch of any size, in which the programs repeat. */
export function repeat(recorded: RecordedBatch, programs: number): RecordedBatch {
  return tile(
    recorded,
    Array.from({ length: programs }, (_, i) => i % recorded.programs),
  );
}

/** Bytes of a program's data and answers in float64. */
export function bytesPerProgram({ programs, data, attributes }: RecordedBatch): number {
  return 8 * (arraysOf(data).reduce((s, values) => s + values.length, 0) / programs + 2 * attributes.stateSize);
}

/** The arrays of a batch, in the order in which a program's data have them. */
export function arraysOf({ rhs, entries, groups }: ConicBatch): readonly Float64Array[] {
  return [rhs, entries, ...groups.flatMap((g) => [g.vectors, g.weights, g.dense])];
}

/** A batch of other arrays in the places of these, in the order of `arraysOf`. */
export function mapArrays(
  { batch, rhs, entries, groups }: ConicBatch,
  f: (values: Float64Array) => Float64Array,
): ConicBatch {
  return {
    batch,
    rhs: f(rhs),
    entries: f(entries),
    groups: groups.map(({ vectors, weights, dense }) => ({
      vectors: f(vectors),
      weights: f(weights),
      dense: f(dense),
    })),
  };
}

/** The shape behind a descriptor, as far as counting flops needs it. */
export function shapeOfDescriptor(descriptor: Int32Array): ProgramShape {
  const { rows, nonneg, rowOwner, entryRow, groups } = readDescriptor(descriptor);
  return {
    rows,
    nonneg,
    secondOrder: [],
    entryRow,
    entryColumn: new Int32Array(entryRow.length),
    rowBlock: rowOwner,
    psd: groups.map((g) => ({
      size: g.n,
      count: g.count,
      vectors: g.vectors,
      terms: { left: g.left, right: g.right, row: g.row },
      denseCount: g.dense,
      denseRow: g.denseRow,
      coupled: g.cones > 0 ? { inputs: new Int32Array(g.cones), axes: new Int32Array(g.axes) } : null,
    })),
  };
}
