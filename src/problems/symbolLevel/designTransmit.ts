import { crbFormCbf } from '../../model/crbForms.ts';
import { echoCovariance } from '../../model/echoCovariance.ts';
import { sensingOfStackedCovariance } from '../../model/crb.ts';
import type { ConicSettings } from '../../solver/solution.ts';
import type { ConicStatus } from '../../solver/status.ts';
import type { ConvergenceStep, PrecoderDesign } from '../types.ts';
import { alternateCbf } from './alternateCbf.ts';
import { nearestWithCovariance } from './procrustes.ts';
import { links, robustRadius } from './symbolLinks.ts';
import { isSolved, programA, type RelaxedCbf, stack } from './relaxedCbf.ts';
import { searchCbf } from './searchCbf.ts';
import { solveSymbolLevelPrograms } from './solveSymbolLevelPrograms.ts';
import type { SymbolLevelProgram, SymbolLevelSolution } from './symbolLevelProgram.ts';
import { type AchievedTransmit, sampleCovariance, successiveApproximation } from './successiveApproximation.ts';
import type { SymbolTask } from './symbolTask.ts';
import type { TransmitProblem } from './transmitProblem.ts';

/** Rounds of re-optimisation in CBF: each with the echo covariances of the last vectors. */
const ROUNDS = 2;

/**
 * Designs the transmit vectors of symbol-level tasks: the relaxation with its bound, then vectors re-optimised by successive
 * convex approximation for all L columns (`achieved`); the raw x of the relaxation is never evaluated for sensing. All
 * tasks of one scheme and design advance as batches.
 */
export async function designTransmit(tasks: readonly SymbolTask[], settings: ConicSettings): Promise<PrecoderDesign[]> {
  const results: PrecoderDesign[] = [];
  const groups = new Map<string, number[]>();
  tasks.forEach((s, i) => {
    const key = s.comp ? 'comp' : s.task.design === 'paper' ? 'paper' : 'joint';
    groups.set(key, [...(groups.get(key) ?? []), i]);
  });
  for (const [key, group] of groups) {
    const members = group.map((i) => tasks[i] as SymbolTask);
    const designs = await (key === 'comp' ? designComp(members, settings) : designCbf(key, members, settings));
    designs.forEach((design, j) => {
      results[group[j] as number] = design;
    });
  }
  return results;
}

async function designCbf(
  design: string,
  tasks: readonly SymbolTask[],
  settings: ConicSettings,
): Promise<PrecoderDesign[]> {
  const runs = await (design === 'paper' ? alternateCbf : searchCbf)(tasks, settings);
  const solved = tasks.flatMap((s, i) => {
    const run = runs[i] as RelaxedCbf;
    return isSolved(run.status) ? [{ index: i, s, run }] : [];
  });
  let echo = solved.map(({ run }) => run.echo);
  let starts = solved.map(({ run, s }) =>
    run.solutions.map((a) =>
      nearestWithCovariance(a.covariance as Float64Array, a.vectors as Float64Array, s.task.scenario.txAntennas),
    ),
  );
  let achieved: AchievedTransmit[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const problems = solved.flatMap(({ s, run }, k) =>
      run.echo.map((_, bs) => transmitProblem(programA(s, { ...run, echo: echo[k] as Float64Array[] }, bs))),
    );
    const flat = await successiveApproximation(problems, starts.flat(), settings);
    let at = 0;
    const next = solved.map(({ run }) => flat.slice(at, (at += run.echo.length)));
    achieved = next.map((own, k) =>
      own.every((a) => a.vectors) || round === 0 ? own : (achieved[k] as AchievedTransmit[]),
    );
    echo = solved.map(({ s }, k) => {
      const own = achieved[k] as AchievedTransmit[];
      if (!own.every((a) => a.vectors)) return echo[k] as Float64Array[];
      const { scenario, realization } = s.task;
      const covariances = stack(own.map((a) => sampleCovariance(a.vectors as Float64Array, scenario.txAntennas)));
      return own.map((_, bs) => echoCovariance(scenario, realization, bs, covariances));
    });
    starts = starts.map((own, k) => own.map((x, bs) => achieved[k]?.[bs]?.vectors ?? x));
  }
  const place = new Map(solved.map(({ index }, k) => [index, k]));
  return tasks.map((s, i) => {
    const run = runs[i] as RelaxedCbf;
    const k = place.get(i);
    const own = k === undefined ? [] : (achieved[k] as AchievedTransmit[]);
    return assemble(s, run.status, run.merit, run.solverIterations, run.crb, run.steps, own);
  });
}

async function designComp(tasks: readonly SymbolTask[], settings: ConicSettings): Promise<PrecoderDesign[]> {
  const programs = tasks.map((s): SymbolLevelProgram => {
    const { scenario, realization, robustness } = s.task;
    return {
      scheme: 'SLP-CoMP',
      problem: 'P4',
      robustness,
      form: 'threshold',
      scenario,
      realization,
      symbolPhase: s.symbolPhase,
      pskOrder: s.pskOrder,
      threshold: s.threshold,
    };
  });
  const relaxed = await solveSymbolLevelPrograms(programs, settings);
  const solved = relaxed.flatMap((r, i) => (isSolved(r.status) ? [i] : []));
  const flat = await successiveApproximation(
    solved.map((i) => transmitProblem(programs[i] as SymbolLevelProgram)),
    solved.map((i) => {
      const r = relaxed[i] as SymbolLevelSolution;
      const { cells, txAntennas } = (tasks[i] as SymbolTask).task.scenario;
      return nearestWithCovariance(r.covariance as Float64Array, r.vectors as Float64Array, cells * txAntennas);
    }),
    settings,
  );
  const place = new Map(solved.map((i, k) => [i, k]));
  return tasks.map((s, i) => {
    const r = relaxed[i] as SymbolLevelSolution;
    const { scenario, realization } = s.task;
    const k = place.get(i);
    const crb =
      r.covariance && k !== undefined
        ? sensingOfStackedCovariance(scenario, realization, r.covariance).crb
        : new Float64Array(scenario.cells).fill(Number.NaN);
    const steps: ConvergenceStep[] =
      k === undefined ? [] : [{ iteration: 1, crb, sinr: s.threshold, interference: Number.NaN }];
    return assemble(
      s,
      r.status,
      r.merit,
      r.iterations,
      crb,
      steps,
      k === undefined ? [] : [flat[k] as AchievedTransmit],
    );
  });
}

/** The re-optimisation problem that belongs to a relaxed program. */
function transmitProblem(p: SymbolLevelProgram): TransmitProblem {
  const { scenario } = p;
  const { antennas, stations, users, phases, foreign, targets, forms } = links(p);
  const level = p.interference?.symbolLevel ?? 0;
  // v^T R v* <= N P for each BS: a cap above that cannot bind
  const binding = scenario.maxLeakage < scenario.txAntennas * scenario.powerBudget;
  return {
    antennas,
    stations,
    frameLength: scenario.frameLength,
    powerBudget: scenario.powerBudget,
    radius: robustRadius(p),
    psi: Math.PI / p.pskOrder,
    users,
    phases,
    amplitude: Math.sqrt((p.threshold as number) * (scenario.noisePower + level)),
    foreign,
    foreignAmplitude: Math.sqrt(level / Math.max(1, scenario.cells - 1)),
    targets: binding ? targets : new Float64Array(0),
    leakage: scenario.maxLeakage,
    forms: p.echoCovariance ? [crbFormCbf(scenario, p.realization, p.bs ?? 0, p.echoCovariance)] : forms,
  };
}

function assemble(
  s: SymbolTask,
  status: ConicStatus,
  merit: number,
  solverIterations: number,
  crbBound: Float64Array,
  steps: readonly ConvergenceStep[],
  achieved: readonly AchievedTransmit[],
): PrecoderDesign {
  const complete = achieved.length > 0 && achieved.every((a) => a.vectors !== null);
  const failed = achieved.find((a) => a.vectors === null);
  return {
    status: failed && isSolved(status) ? 'numericalError' : status,
    iterations: steps.length,
    solverIterations: solverIterations + achieved.reduce((sum, a) => sum + a.solverIterations, 0),
    merit,
    crbBound,
    sinrBound: s.threshold,
    precoders: null,
    transmit: complete ? stack(achieved.map((a) => a.vectors as Float64Array)) : null,
    rankRatio: Number.NaN,
    extraction: complete ? 'reoptimized' : 'none',
    convergence: steps,
    normalization: null,
  };
}
