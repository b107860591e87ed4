import { symbolLevelCovariances } from '../model/constructiveInterference.ts';
import { covariancesCbf, leakagePerBs } from '../model/covariance.ts';
import { echoCovariance, noiseCovariance } from '../model/echoCovariance.ts';
import { writeComplexArray } from './complexJson.ts';
import { emittedByPrecoders, emittedByVectors } from './emittedInterference.ts';
import { instanceSystem } from './instanceSystem.ts';
import type { DesignTask } from './types.ts';

/** Room for rounding in the caps that are read off the vectors. */
const ROOM = 1 + 1e-9;
/** A cap must be positive, also where nothing is caused: a single user in a cell, leakage into a null. */
const SMALLEST_CAP = 1e-9;

/**
 * An instance (format isac-mc-instance/1) of one design: its system, channels and symbols, its vectors to be evaluated, and the
 * convex programs that the vectors are a feasible point of. With the echo covariances and caps that the vectors themselves cause,
 * no program has an optimum above the CRB that they attain, up to the solver's tolerance. A design without vectors gets
 * the programs of its first step (C_m = sr2 I, interference at its cap). No program: `blind` designs and the end rho = 0, whose
 * programs the format does not know.
 *
 * @param threshold g of the programs, linear.
 * @param vectors precoders or transmit vectors in the layouts of `PrecoderDesign`; null without any.
 */
export function instanceOfDesign(
  task: DesignTask,
  threshold: number,
  vectors: Float64Array | null,
  name: string,
): Record<string, unknown> {
  const { scenario, realization, symbols } = task;
  const { comp, shape } = layoutOf(task);
  return {
    ...instanceSystem(name, scenario, realization, symbols),
    problems: sensingFree(task) ? [] : programs(task, threshold, vectors, comp),
    // the pairs stand innermost: the depth of the array tells CBF and CoMP apart
    ...(vectors ? { evaluation: { [symbols ? 'transmit' : 'precoders']: writeComplexArray(vectors, shape) } } : {}),
  };
}

function sensingFree({ form, design }: DesignTask): boolean {
  return design === 'blind' || (form.kind === 'weighted' && form.rho === 0);
}

function layoutOf({ scheme, scenario, symbols }: DesignTask): { comp: boolean; shape: number[] } {
  const { cells, usersPerCell, txAntennas, frameLength } = scenario;
  const comp = scheme.endsWith('CoMP');
  const streams = symbols ? frameLength : usersPerCell;
  if (!comp) return { comp, shape: [cells, streams, txAntennas] };
  return { comp, shape: [symbols ? frameLength : cells * usersPerCell, cells * txAntennas] };
}

function programs(task: DesignTask, threshold: number, vectors: Float64Array | null, comp: boolean): unknown[] {
  const { scheme, design, robustness, scenario, realization, symbols } = task;
  const { cells, rxAntennas, maxInterference, maxLeakage } = scenario;
  const common = { scheme, robustness, form: 'threshold', threshold };
  if (symbols && comp) return [{ ...common, problem: 'P4' }];
  if (comp && design !== 'paper') return [{ ...common, problem: design }];
  if (comp) {
    const coMP = vectors ? capOf(emittedByPrecoders(task, vectors).coMP) : maxInterference;
    return [{ ...common, problem: 'P2.A', interference: { coMP } }];
  }
  const transmit = vectors && transmitCovariances(task, vectors);
  const echo = Array.from({ length: cells }, (_, m) => {
    const c = transmit ? echoCovariance(scenario, realization, m, transmit) : noiseCovariance(scenario);
    return writeComplexArray(c, [rxAntennas, rxAntennas], 2);
  });
  if (symbols) {
    const symbolLevel = vectors ? capOf(emittedByVectors(task, vectors)) : maxInterference;
    const towardsOthers = { sensingCut: true, interference: { symbolLevel }, leakage: maxLeakage };
    return echo.map((echoCovarianceOfOne, bs) => ({
      ...common,
      problem: 'P3.A',
      bs,
      ...(cells > 1 ? towardsOthers : {}),
      echoCovariance: echoCovarianceOfOne,
    }));
  }
  if (design !== 'paper') return [{ ...common, problem: design, echoCovarianceOfBs: echo }];
  const emitted = vectors && emittedByPrecoders(task, vectors);
  const leakage = transmit && leakagePerBs(scenario, transmit);
  return echo.map((echoCovarianceOfOne, bs) => ({
    ...common,
    problem: 'P1.A',
    bs,
    interference: {
      intraCell: emitted ? capOf(emitted.intraCell[bs] as number) : maxInterference,
      ...(cells > 1 ? { interCell: emitted ? capOf(emitted.interCell) : maxInterference } : {}),
    },
    ...(cells > 1 ? { leakage: leakage ? capOf(leakage[bs] as number) : maxLeakage } : {}),
    echoCovariance: echoCovarianceOfOne,
  }));
}

function capOf(caused: number): number {
  return Math.max(SMALLEST_CAP, caused) * ROOM;
}

/** [bs][N][N][2]. */
function transmitCovariances({ scenario, symbols }: DesignTask, vectors: Float64Array): Float64Array {
  if (!symbols) return covariancesCbf(scenario, vectors);
  const { phase: symbolPhase, pskOrder } = symbols;
  return symbolLevelCovariances(scenario, { cooperation: 'cbf', vectors, symbolPhase, pskOrder });
}
