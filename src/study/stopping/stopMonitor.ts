import { invariant, ResumableError } from '../../errors.ts';
import type { ChunkLedger } from '../chunkLedger.ts';
import type { Chunk } from '../chunks.ts';
import type { GridPoint } from '../grid.ts';
import { pointText } from '../pointText.ts';
import type { TableName } from '../tables/tableNames.ts';
import { readStored } from '../storedTables.ts';
import type { StudyPlan } from '../studyPlan.ts';
import type { ArrowTable } from '../tables/arrow/arrowReader.ts';
import { readObservations } from './observations.ts';
import { type PointEstimate, startRule, type StoppingState } from './stoppingRule.ts';
import type { StopRule } from './stopSchema.ts';

/** An estimate with the name of its grid point. */
export interface LabelledEstimate extends PointEstimate {
  /** Scheme, design, robustness and the values of the sweep. */
  readonly label: string;
}

/** Where a study with a rule stands. */
export interface StopReport {
  /** Section `stop` of the study. */
  readonly rule: StopRule;
  /** Channel realizations that count: those of the first chunks without a gap, until the rule stopped. */
  readonly realizations: number;
  /** Most channel realizations, `realizations.channels` of the study. */
  readonly cap: number;
  /** The rule has stopped the study. */
  readonly reached: boolean;
  /** Of every grid point, in the order of the grid. */
  readonly estimates: readonly LabelledEstimate[];
}

/**
 * Watches the files of a study with a rule. The rule looks after every chunk of the first chunks without a gap, so that
 * its decision is a function of the study alone, whoever computed what in which order.
 */
export class StopMonitor {
  readonly #plan: StudyPlan;
  readonly #rule: StopRule;
  readonly #ledger: ChunkLedger;
  readonly #state: StoppingState;
  #next = 0;
  #reached = false;

  constructor(plan: StudyPlan, rule: StopRule, ledger: ChunkLedger) {
    this.#plan = plan;
    this.#rule = rule;
    this.#ledger = ledger;
    const defined = plan.points.filter((point) => rule.metric !== 'rcrb_deg' || point.rho !== 0);
    this.#state = startRule(
      rule,
      defined.map((point) => point.index),
    );
  }

  /**
   * Reads the chunks that are done by now.
   *
   * @returns the number of chunks of the study when the rule has stopped it, else undefined.
   * @throws ResumableError where a file with the right checksum is no table of the study.
   */
  advance(): number | undefined {
    while (!this.#reached) {
      const chunk = this.#plan.chunks[this.#next];
      if (!chunk || !this.#isDone(chunk)) return undefined;
      const needed = this.#rule.metric === 'error_sinr_db';
      const distributions = needed ? this.#read('sinr_distribution', chunk) : undefined;
      this.#state.add(readObservations(this.#rule, this.#read('designs', chunk), distributions));
      this.#next++;
      this.#reached = this.#state.isReached();
    }
    return this.#next;
  }

  #read(table: TableName, chunk: Chunk): ArrowTable {
    const content = readStored(this.#plan, this.#ledger, table, chunk);
    invariant(content, 'a chunk that is done has its tables');
    return content;
  }

  /** A damaged file is for others to report: here its chunk is not done. */
  #isDone(chunk: Chunk): boolean {
    try {
      return this.#ledger.isDoneByNow(chunk);
    } catch (error) {
      if (error instanceof ResumableError) return false;
      throw error;
    }
  }

  report(): StopReport {
    return {
      rule: this.#rule,
      realizations: this.#plan.chunks[this.#next - 1]?.end ?? 0,
      cap: this.#plan.study.realizations.channels,
      reached: this.#reached,
      estimates: this.#state.estimates().map((estimate) => ({
        label: pointLabel(this.#plan.points[estimate.point] as GridPoint),
        ...estimate,
      })),
    };
  }
}

/** Monitor of a study directory; undefined for a study without a rule. */
export function monitorOf(plan: StudyPlan, ledger: ChunkLedger): StopMonitor | undefined {
  return plan.study.stop ? new StopMonitor(plan, plan.study.stop, ledger) : undefined;
}

/** The chunks that a study consists of by what is done now: all, or those until its rule stopped it. */
export function neededChunks(plan: StudyPlan, ledger: ChunkLedger): readonly Chunk[] {
  return plan.chunks.slice(0, monitorOf(plan, ledger)?.advance());
}

function pointLabel(point: GridPoint): string {
  const { scheme, design, robustness, scenario } = point;
  return `${scheme} ${design} ${robustness} ${pointText({ ...scenario, ...point })}`;
}
