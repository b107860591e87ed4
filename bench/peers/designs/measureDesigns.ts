import { median } from '../../../src/model/median.ts';
import { type Agreement, compare } from './compare.ts';
import { DESIGN_CASES, type DesignCase, nameOf, tasksOf } from './cases.ts';
import { type Cost, costOf, designAll, type OurDesign } from './ours.ts';
import { designWithPeer, type PeerDesigns } from './peer.ts';

/** Ours, one round after the other: three at least, as many as fit into two seconds. */
const KINDS = [{ batch: true }, { batch: false }, { batch: true, lowerBounds: true }] as const;
const LEAST_ROUNDS = 3;
const MOST_ROUNDS = 15;
const ROUNDS_SECONDS = 2;
/** Of Clarabel; ours is 1e-8. */
export const DESIGN_TOLERANCE = 1e-6;

/** Milliseconds of one design of the Python loop, means. */
export interface PeerCost extends Cost {
  /** Processor time of CVXPY and Clarabel in it; the rest is the loop's own. */
  readonly cvxpyCpuMs: number;
  readonly clarabelCpuMs: number;
  readonly programs: number;
  /** Once for all designs of the case: building and compiling the programs, processor time, and the same without parameters. */
  readonly compileCpuMs: number | null;
  readonly compileWithoutParametersCpuMs: number | null;
  readonly statuses: Readonly<Record<string, number>>;
}

/** Whole designs of one case: milliseconds for each, ours and the peer's, on the same tasks. */
export interface DesignRow {
  readonly case: string;
  readonly thresholdsDb: readonly number[];
  /** Tasks that both were given, and those left out for want of time. */
  readonly designs: number;
  readonly leftOut: number;
  /** All tasks as one batch; the same with lower bounds and their certificates; one after the other. */
  readonly ours: { readonly batch: Cost; readonly withLowerBounds: Cost; readonly oneByOne: Cost };
  readonly peer: PeerCost | null;
  /** The peer's time over ours. */
  readonly ratio: { readonly batchCpu: number; readonly oneByOneCpu: number; readonly oneByOneWall: number } | null;
  readonly agreement: Agreement | null;
  readonly failure: string | null;
}

/**
 * Whole designs against the Python loop, case by case.
 *
 * @param missing why there is no peer: our side alone is measured.
 * @param only what the names of the cases contain.
 * @param seconds for the peer over all cases; what a case leaves is the next ones'.
 */
export async function measureDesigns(
  folder: string,
  missing: string | null,
  { only, seconds }: { readonly only: string; readonly seconds: number },
  onRow: (row: DesignRow) => void,
): Promise<DesignRow[]> {
  const rows: DesignRow[] = [];
  const end = performance.now() + 1000 * seconds;
  const cases = DESIGN_CASES.filter((one) => nameOf(one).includes(only));
  for (const [i, designCase] of cases.entries()) {
    const share = Math.max(1, (end - performance.now()) / 1000 / (cases.length - i));
    const row = await measure(designCase, folder, missing, share);
    onRow(row);
    rows.push(row);
  }
  return rows;
}

async function measure(
  designCase: DesignCase,
  folder: string,
  missing: string | null,
  seconds: number,
): Promise<DesignRow> {
  const all = tasksOf(designCase);
  const none: PeerDesigns = { designs: [], session: null, failure: missing };
  const run = missing === null ? await designWithPeer(all, folder, seconds, DESIGN_TOLERANCE) : none;
  const count = run.designs.length;
  const tasks = count > 0 ? all.slice(0, count) : all;
  let found: OurDesign[] = await designAll(tasks, { batch: true });
  // in turn, so that what else the machine does meets all of them
  const costs: Cost[][] = KINDS.map(() => []);
  const start = performance.now();
  for (
    let round = 0;
    round < LEAST_ROUNDS || (round < MOST_ROUNDS && performance.now() - start < 1000 * ROUNDS_SECONDS);
    round++
  )
    for (const [kind, options] of KINDS.entries())
      costs[kind]?.push(await costOf(async () => (found = await designAll(tasks, options)))); // every run gives the same designs
  const [batch, oneByOne, withLowerBounds] = costs.map((own): Cost => {
    const each = (name: keyof Cost): number => median(own.map((c) => c[name])) / tasks.length;
    return { wallMs: each('wallMs'), cpuMs: each('cpuMs') };
  }) as [Cost, Cost, Cost];
  const peer = count > 0 ? peerCost(run) : null;
  return {
    case: nameOf(designCase),
    thresholdsDb: designCase.thresholdsDb,
    designs: tasks.length,
    leftOut: all.length - tasks.length,
    ours: { batch, withLowerBounds, oneByOne },
    peer,
    ratio: peer && {
      batchCpu: peer.cpuMs / batch.cpuMs,
      oneByOneCpu: peer.cpuMs / oneByOne.cpuMs,
      oneByOneWall: peer.wallMs / oneByOne.wallMs,
    },
    agreement: count > 0 ? compare(tasks, found, run.designs) : null,
    failure: run.failure,
  };
}

function peerCost({ designs, session }: PeerDesigns): PeerCost {
  const mean = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0) / designs.length;
  const part = (name: 'seconds' | 'updating' | 'solving', clock: 0 | 1): number =>
    1000 * mean(designs.map((d) => d[name][clock]));
  return {
    wallMs: part('seconds', 0),
    cpuMs: part('seconds', 1),
    cvxpyCpuMs: part('updating', 1),
    clarabelCpuMs: part('solving', 1),
    programs: mean(designs.map((d) => d.solves)),
    compileCpuMs: session && 1000 * session.compiling[1],
    compileWithoutParametersCpuMs: session && 1000 * session.recompiling,
    statuses: session?.statuses ?? {},
  };
}
