import { makeScenario, type ScenarioInput } from '../model/makeScenario.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Design, Form, Robustness, Scheme } from '../problems/types.ts';
import type { Study } from './schema.ts';
import { axisOf, capsOf, pskOrdersOf, targetsOf } from './sweepAxes.ts';

/** One column of work: what is designed for every channel realization. */
export interface GridPoint {
  /** Index in the grid, from 0; part of the design's id. */
  readonly index: number;
  readonly scheme: Scheme;
  readonly design: Design;
  readonly robustness: Robustness;
  readonly form: Form;
  /** dB, null in the weighted form. */
  readonly thresholdDb: number | null;
  readonly rho: number | null;
  readonly scenario: Scenario;
  /** M; null at block level, which does not depend on it. */
  readonly pskOrder: number | null;
}

/**
 * The grid of a study: schemes, designs, robustness, then the sweep lists in the order pskOrder, cells, usersPerCell, txAntennas, frameLength,
 * csiErrorRadius, amplitudeCrbCap, threshold or rho, the last one fastest.
 *
 * @throws InputError on a scenario that is impossible.
 */
export function studyGrid(study: Study): GridPoint[] {
  const { sweep } = study;
  const points: GridPoint[] = [];
  for (const scheme of study.schemes)
    for (const design of study.design)
      for (const robustness of study.robustness)
        for (const { scenario, pskOrder } of systems(study, scheme))
          for (const value of targetsOf(sweep, scheme)) {
            const weighted = sweep.rho !== undefined;
            const form: Form = weighted
              ? { kind: 'weighted', rho: value }
              : { kind: 'threshold', threshold: 10 ** (value / 10) };
            points.push({
              index: points.length,
              scheme,
              design,
              robustness,
              form,
              thresholdDb: weighted ? null : value,
              rho: weighted ? value : null,
              scenario,
              pskOrder,
            });
          }
  return points;
}

function systems(study: Study, scheme: Scheme): { scenario: Scenario; pskOrder: number | null }[] {
  return pskOrdersOf(study, scheme).flatMap((pskOrder) => scenarios(study).map((scenario) => ({ scenario, pskOrder })));
}

function scenarios(study: Study): Scenario[] {
  const s = study.scenario;
  const {
    pskOrder: _m,
    interCellLoss: _l,
    reflectionPhase: _p,
    channelModel: _c,
    channelFile: _f,
    channelSha256: _h,
    channelFileLimitGiB: _g,
    errorShape: _e,
    userAnglesDeg: _u,
    ...base
  } = s;
  const { maxLeakage, amplitudeCrbCap: _a, targetAnglesDeg, ...rest } = base;
  const list: Scenario[] = [];
  for (const cells of axisOf(study, 'cells'))
    for (const usersPerCell of axisOf(study, 'usersPerCell'))
      for (const txAntennas of axisOf(study, 'txAntennas'))
        for (const frameLength of axisOf(study, 'frameLength'))
          for (const csiErrorRadius of axisOf(study, 'csiErrorRadius'))
            for (const amplitudeCrbCap of capsOf(study)) {
              const input: ScenarioInput = {
                ...rest,
                cells,
                usersPerCell,
                txAntennas,
                frameLength,
                csiErrorRadius,
                ...(maxLeakage === undefined ? {} : { maxLeakage }),
                ...(amplitudeCrbCap === undefined ? {} : { amplitudeCrbCap }),
                targetAnglesDeg: targetAnglesDeg.slice(0, cells).map((row) => row.slice(0, cells)),
              };
              list.push(makeScenario(input));
            }
  return list;
}
