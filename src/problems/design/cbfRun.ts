import { beamsOf } from '../../model/beamsOf.ts';
import { cramerRaoBounds } from '../../model/crb.ts';
import { fisherCbf } from '../../model/fim.ts';
import { amplitudeCapsOf } from '../amplitudeCrbCaps.ts';
import type { ConicStatus } from '../../conic/status.ts';
import type { PrecodingProgram, PrecodingSolution } from '../precodingProgram.ts';
import { type AlternationRun, type Best, CRB_SLACK, FREE_CRB, SMALLEST_SINR } from './alternation.ts';
import { formFields } from './formFields.ts';
import { type DesignCaps, isSensingFree, programFields, rhoOf } from './relaxedDesign.ts';

/** An A of all BSs. */
export interface Iterate {
  readonly covariances: Float64Array;
  /** [bs][N][N][2] */
  readonly transmit: Float64Array;
  readonly crb: Float64Array;
  readonly sinr: number;
  readonly status: ConicStatus;
  readonly merit: number;
  /** One per BS. */
  readonly solutions: readonly PrecodingSolution[];
  /** C_m that it was designed for. */
  readonly echo: readonly Float64Array[];
  readonly caps: DesignCaps;
  /** The covariances keep the cap on the amplitudes with the echoes that they cause themselves. */
  readonly keepsCap: boolean;
  /** The programs of `solutions`, with their states. */
  readonly last: () => readonly PrecodingProgram[];
}

/** One task under way. */
export interface Run extends AlternationRun {
  readonly intraCell: Float64Array;
  interCell: number;
  readonly leakage: Float64Array;
  /** The latest one. */
  iterate: Iterate | null;
  /** The best that kept to the rows (34): the design that is returned. */
  best: Best<Iterate> | null;
  readonly warmA: (Float64Array | undefined)[];
  readonly warmB: (Float64Array | undefined)[];
}

/** The start has no rows (34); the first A starts cold, because its shape differs from the start's. */
export type Stage = 'start' | 'first' | 'later';

/** A run at the largest caps. */
export function cbfRun(run: AlternationRun): Run {
  const { cells, maxInterference, maxLeakage } = run.task.scenario;
  return {
    ...run,
    intraCell: new Float64Array(cells).fill(maxInterference),
    interCell: maxInterference,
    leakage: new Float64Array(cells).fill(maxLeakage),
    iterate: null,
    best: null,
    warmA: [],
    warmB: [],
  };
}

/** A of one BS. */
export function programA(run: Run, bs: number, echo: Float64Array, stage: Stage): PrecodingProgram {
  const { task, normalization, threshold } = run;
  const warmStart = stage === 'later' ? run.warmA[bs] : undefined;
  return {
    ...programFields(task),
    problem: 'P1.A',
    ...formFields(rhoOf(task), threshold, normalization, bs),
    bs,
    interference: { intraCell: run.intraCell[bs] as number, interCell: run.interCell },
    leakage: run.leakage[bs] as number,
    omitInterCellRows: stage === 'start',
    echoCovariance: [echo],
    ...(warmStart ? { warmStart } : {}),
  };
}

/** B of one BS: t* and the amplitudes' CRBs of the latest A are caps, its own users hear the common I_inter. */
export function programB(run: Run, bs: number): PrecodingProgram | null {
  const { task, iterate } = run;
  const solution = iterate?.solutions[bs];
  const echo = iterate?.echo[bs];
  if (!iterate || !solution || !echo) return null;
  const { scenario, realization } = task;
  const { txAntennas } = scenario;
  const size = 2 * txAntennas ** 2;
  const own = beamsOf(iterate.transmit.subarray(bs * size, (bs + 1) * size), txAntennas);
  const bounds = cramerRaoBounds(fisherCbf(scenario, realization, bs, own, echo));
  const slack = 1 + CRB_SLACK;
  const free = isSensingFree(task);
  const most = amplitudeCapsOf({ scenario, realization }, bs)?.[0] ?? Infinity;
  const capOf = (bound: number): number => Math.min(bound * slack, most);
  const warmStart = run.warmB[bs];
  return {
    ...programFields(task),
    problem: 'P1.B',
    form: 'threshold',
    bs,
    threshold: Math.max(solution.sinr, SMALLEST_SINR),
    crbCap: free ? FREE_CRB : (solution.crb[0] as number) * slack,
    ...(free ? {} : { amplitudeCrbCaps: [capOf(bounds.gainRe), capOf(bounds.gainIm)] as const }),
    sinrRow: 'received',
    interference: { received: run.interCell },
    echoCovariance: [echo],
    ...(warmStart ? { warmStart } : {}),
  };
}
