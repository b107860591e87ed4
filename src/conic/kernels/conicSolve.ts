import type { SolverPath } from '../solverPath.ts';
import type { ConicData } from '../words/kernelData.ts';

/** Sizes of one PSD group of the batch. */
export interface ConicGroupSizes {
  readonly size: number;
  readonly count: number;
  readonly vectors: number;
  readonly terms: number;
  readonly dense: number;
}

/** What programs of one shape have in common, and the solver's settings. */
export interface ConicSolveAttributes {
  /** The words of the programs' shape (src/conic/words/words.ts). */
  readonly descriptor: Int32Array;
  readonly rows: number;
  readonly columns: number;
  /** Doubles of a program's state. */
  readonly stateSize: number;
  readonly entries: number;
  readonly groups: readonly ConicGroupSizes[];
  readonly tolerance: number;
  readonly maxIterations: number;
  /** See `ConicSettings.finish`. */
  readonly finish?: boolean;
  /** See `ProgramSettings.scalarsOnly`. A kernel may leave out states and PSD blocks then; where it does not, nobody reads them. */
  readonly scalarsOnly?: boolean;
}

/** What a kernel is given to solve. */
export interface ConicBatch extends ConicData {
  /** Programs. */
  readonly batch: number;
  /** States of earlier solutions, [batch, stateSize]. */
  readonly warm?: Float64Array | undefined;
}

/** Numbers in a program's info, which stands before its state in the answer of a GPU: status code, iterations, merit, primal and dual objective. */
export const INFO = 5;

/** Answers of a batch, or room for them; see `ConicSolution`. */
export class ConicAnswers {
  /** [batch, INFO]. */
  readonly info: Float64Array;
  /** [batch, columns]. */
  readonly scalars: Float64Array;
  /** [batch, rows]. */
  readonly multipliers: Float64Array;
  /** [batch, stateSize]. */
  readonly state: Float64Array;
  /** [batch, count, size, size, 2] of each group. */
  readonly psd: readonly Float64Array[];
  /** [batch]; float64 until somebody says otherwise. */
  readonly path: SolverPath[];

  /** @param whole false: without states and PSD blocks. */
  constructor(batch: number, a: ConicSolveAttributes, whole = true) {
    this.info = new Float64Array(batch * INFO);
    this.scalars = new Float64Array(batch * a.columns);
    this.multipliers = new Float64Array(batch * a.rows);
    this.state = new Float64Array(whole ? batch * a.stateSize : 0);
    this.psd = (whole ? a.groups : []).map((g) => new Float64Array(batch * g.count * g.size * g.size * 2));
    this.path = Array.from({ length: batch }, () => 'float64');
  }
}

/** The batched interior-point solve on an opened device. */
export interface ConicKernel {
  /** Designs that are worth computing together: what fills the device, and is lost in work when the process dies. */
  readonly designsAtOnce: number;
  /** What the device took of the kernel, for `isac-mc doctor`. */
  readonly facts?: Readonly<Record<string, string>>;
  /** Tests and benchmarks put another one in its place, to see what is solved. */
  solve: (batch: ConicBatch, attributes: ConicSolveAttributes) => Promise<ConicAnswers>;
}
