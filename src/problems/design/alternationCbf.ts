import { echoCovariance, noiseCovariance } from '../../model/echoCovariance.ts';
import type { PrecodingSettings, PrecodingSolution } from '../precodingProgram.ts';
import { solveGroups } from '../solveGroups.ts';
import { charge, costOf, costFields } from '../solverCost.ts';
import { alternate, INTERFERENCE_FLOOR, keepBest, LEAKAGE_FLOOR, newRun } from './alternation.ts';
import { isLimited, keepsCap } from './echoLimits.ts';
import { LEAKAGE_LIMITS, type LimitedRun, limitedRun } from './limitedRun.ts';
import { type Iterate, type Run, type Stage, cbfRun, programA, programB } from './cbfRun.ts';
import { paperNormalization } from './normalization.ts';
import {
  type BlockTask,
  type RelaxedDesign,
  crbOfTransmit,
  failedDesign,
  firstFailure,
  infeasibilityOf,
  isSensingFree,
  sumOfRoots,
  transmitCovariances,
  worseOf,
} from './relaxedDesign.ts';
import { isSolved } from '../../conic/status.ts';
import { solveWithRestart } from './solveWithRestart.ts';

/**
 * Algorithm 1 for BLP-CBF (`design: paper`) with repairs (docs/corrections.md), over all tasks at once: every step is one
 * batch with an entry for every BS of every task that is still under way.
 *
 * Start: A without rows (34) at I = Imax, P_leak = Pleakmax, I_inter = 0, C = sr2 I. Then C_m from the other BSs' W, A for
 * every BS, B for every BS with the received I_inter in its SINR row, and I_inter = the largest that a BS emits. It stops
 * when the sum of RCRBs changes by less than 1e-3 (rho = 0: the smallest g), after 20 iterations at most; a last A has
 * the final caps. The design is the best A with rows (34), the last of those within 1e-3 of it: the smallest sum of RCRBs that the covariances attain
 * with the echoes that they cause themselves, or the best weighted objective.
 *
 * Where the first A with rows (34) is infeasible at I_inter = Imax, so is the task, even if the start was feasible: that is the
 * algorithm as stated. A later program that fails ends the alternation; a B that fails leaves its
 * BS's caps as they are.
 *
 * With a cap on the amplitudes the first A with rows (34) has C = sr2 I too, so that a proof that it is infeasible needs no echoes, and A's that exceed the cap with the echoes which they
 * cause themselves count only where no other keeps it: then last ones, whose leakage is limited to what their C counts on, keep it.
 */
export async function alternateCbf(
  tasks: readonly BlockTask[],
  tighten: number,
  settings: PrecodingSettings,
): Promise<RelaxedDesign[]> {
  const normalization = await paperNormalization(tasks, settings);
  const runs = tasks.map((task, i) => cbfRun(newRun(task, tighten, normalization[i])));
  await stepA(
    runs.filter((r) => r.failure === null),
    settings,
    'start',
  );
  await alternate(runs, {
    stepA: (active, stage) => stepA(active, settings, stage),
    stepB: (active) => stepB(active, settings),
    watched,
  });
  await limitLeakage(runs, settings);
  return runs.map(result);
}

/** C_m of every BS from the latest iterate, sr2 I before the first. */
function causedEcho(run: Run): Float64Array[] {
  const { task, iterate } = run;
  return Array.from({ length: task.scenario.cells }, (_, m) =>
    iterate ? echoCovariance(task.scenario, task.realization, m, iterate.transmit) : noiseCovariance(task.scenario),
  );
}

function noiseEcho({ task }: Run): Float64Array[] {
  return Array.from({ length: task.scenario.cells }, () => noiseCovariance(task.scenario));
}

/** What the stop rule watches: the sum of RCRBs, or the smallest g where the CRB is left free. */
function watched({ task, iterate }: Run): number {
  if (!iterate) return Number.NaN;
  return isSensingFree(task) ? iterate.sinr : sumOfRoots(iterate.crb);
}

function record(run: Run, iterate: Iterate): void {
  const { task, convergence } = run;
  const better = run.best !== null && iterate.keepsCap !== run.best.what.keepsCap;
  if (!better) run.best = keepBest(run.best, iterate, cost(run, iterate));
  else if (iterate.keepsCap) run.best = keepBest(null, iterate, cost(run, iterate));
  convergence.push({
    iteration: convergence.length + 1,
    crb: iterate.crb,
    sinr: iterate.sinr,
    interference: task.scenario.cells > 1 ? run.interCell : Math.max(...run.intraCell),
  });
}

/** What an iterate is judged by: the sum of the RCRBs, or the weighted objectives of the BSs. */
function cost({ task, normalization }: Run, { crb, solutions }: Iterate): number {
  const { form } = task;
  if (form.kind === 'threshold') return sumOfRoots(crb);
  return solutions.reduce((sum, { sinr }, bs) => {
    const [nfr, nfc] = [normalization?.nfr[bs] ?? Number.NaN, normalization?.nfc[bs] ?? Number.NaN];
    const sensing = form.rho > 0 ? (form.rho * (crb[bs] as number)) / nfr : 0;
    return sum + sensing - ((1 - form.rho) * sinr) / nfc;
  }, 0);
}

/** A for every BS of every run. Returns the runs whose programs were all solved; the others keep their last iterate. */
async function stepA(runs: readonly Run[], settings: PrecodingSettings, stage: Stage): Promise<Run[]> {
  const echoes = runs.map((run) => (stage === 'first' && isLimited(run.task) ? noiseEcho(run) : causedEcho(run)));
  const solutions = await solveGroups(
    runs.map((run, i) => (echoes[i] ?? []).map((echo, bs) => programA(run, bs, echo, stage))),
    (programs) => solveWithRestart(programs, settings),
  );
  return runs.filter((run, i) => {
    const own = solutions[i] ?? [];
    charge(run, costOf(own));
    const failed = firstFailure(own.map((s) => s.status));
    const failure = own[failed];
    if (failure) {
      if (stage === 'later') return false;
      run.failure = failure.status;
      run.infeasibility = infeasibilityOf(failure, run.threshold, failed);
      return false;
    }
    run.iterate = iterateOf(run, own, echoes[i] ?? [], stage);
    if (stage === 'start') return true;
    own.forEach((s, bs) => (run.warmA[bs] = s.state));
    record(run, run.iterate);
    return true;
  });
}

function iterateOf(
  run: Run,
  solutions: readonly PrecodingSolution[],
  echo: readonly Float64Array[],
  stage: Stage,
): Iterate {
  const { task } = run;
  const { cells, usersPerCell, txAntennas } = task.scenario;
  const each = usersPerCell * txAntennas * txAntennas * 2;
  const covariances = new Float64Array(cells * each);
  solutions.forEach((s, bs) => {
    if (s.covariances) covariances.set(s.covariances, bs * each);
  });
  const transmit = transmitCovariances(task, covariances);
  const last = solutions.map((s, bs) => ({
    ...programA(run, bs, echo[bs] as Float64Array, stage),
    warmStart: s.state,
  }));
  return {
    covariances,
    transmit,
    crb: crbOfTransmit(task, transmit),
    sinr: Math.min(...solutions.map((s) => s.sinr)),
    status: solutions.map((s) => s.status).reduce(worseOf),
    merit: Math.max(...solutions.map((s) => s.merit)),
    solutions,
    echo,
    last: () => last,
    keepsCap: keepsCap(task, transmit),
    caps: {
      intraCell: run.intraCell.slice(),
      interCell: run.interCell,
      coMP: Number.NaN,
      leakage: run.leakage.slice(),
    },
  };
}

/** B for every BS of every run, and the new caps. */
async function stepB(runs: readonly Run[], settings: PrecodingSettings): Promise<void> {
  const solutions = await solveGroups(
    runs.map((run) =>
      Array.from({ length: run.task.scenario.cells }, (_, bs) => programB(run, bs)).flatMap((p) => (p ? [p] : [])),
    ),
    (programs) => solveWithRestart(programs, settings),
  );
  runs.forEach((run, i) => {
    charge(run, costOf(solutions[i] ?? []));
    const { cells, noisePower, maxInterference, maxLeakage } = run.task.scenario;
    const floor = Math.min(maxInterference, INTERFERENCE_FLOOR * noisePower);
    let interCell = 0;
    for (let bs = 0; bs < cells; bs++) {
      const solution = solutions[i]?.[bs];
      if (!solution || !isSolved(solution.status)) {
        interCell = Math.max(interCell, run.interCell);
        continue;
      }
      run.warmB[bs] = solution.state;
      run.intraCell[bs] = Math.max(floor, solution.interference.intraCell ?? 0);
      run.leakage[bs] = Math.max(LEAKAGE_FLOOR * maxLeakage, solution.leakage ?? 0);
      interCell = Math.max(interCell, floor, solution.interference.interCell ?? 0);
    }
    if (cells > 1) run.interCell = interCell;
  });
}

/**
 * Runs whose best A exceeds the cap on the amplitudes: an A of every BS whose C counts on what the leakage caps let through, and these caps are what the best A sends, or a
 * share of it; at its caps on the interference, then at the largest.
 */
async function limitLeakage(runs: readonly Run[], settings: PrecodingSettings): Promise<void> {
  let open = runs.filter((run) => run.failure === null && run.best?.what.keepsCap === false);
  for (const { share, loose } of LEAKAGE_LIMITS) {
    if (open.length === 0) return;
    const limited = open.map((run) => limitedRun(run, share, loose));
    const solutions = await solveGroups(
      limited.map(({ run, echo }) => echo.map((c, bs) => programA(run, bs, c, 'later'))),
      (programs) => solveWithRestart(programs, settings),
    );
    open = open.filter((run, i) => {
      const own = solutions[i] ?? [];
      charge(run, costOf(own));
      if (firstFailure(own.map((s) => s.status)) !== -1) return true;
      const { run: at, echo } = limited[i] as LimitedRun;
      run.interCell = at.interCell;
      run.intraCell.set(at.intraCell);
      record(run, { ...iterateOf(at, own, echo, 'later'), keepsCap: true });
      return false;
    });
  }
}

function result(run: Run): RelaxedDesign {
  const { task, best, failure, infeasibility, iterations, convergence, normalization } = run;
  if (failure !== null || !best) return failedDesign(task, failure ?? 'numericalError', run, infeasibility);
  const { transmit: _transmit, solutions: _solutions, echo: _echo, crb, keepsCap: kept, ...design } = best.what;
  return {
    ...design,
    ...(kept ? {} : { keepsCap: false }),
    ...costFields(run),
    iterations,
    crb: isSensingFree(task) ? crb.map(() => Number.NaN) : crb,
    convergence,
    normalization,
  };
}
