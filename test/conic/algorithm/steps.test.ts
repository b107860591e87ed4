import { describe, expect, it } from 'vitest';
import { type Machine, runSteps } from '../../../src/conic/algorithm/runSteps.ts';
import {
  type Decision,
  decisionsOf,
  LOAD,
  SOLVE,
  stagesOf,
  type Step,
  WRITE,
} from '../../../src/conic/algorithm/steps.ts';

const STEPS = [...LOAD, ...SOLVE, ...WRITE];

/** The stages and solves that a machine goes through which answers its decisions from these lists, and yes behind their end. */
function pathOf(answers: Partial<Record<Decision, readonly boolean[]>>): string[] {
  const path: string[] = [];
  const asked = new Map<Decision, number>();
  const nothing = (): void => undefined;
  const stages = stagesOf(SOLVE).map((name) => [name, () => path.push(name)] as const);
  const decisions = decisionsOf(SOLVE).map((name) => {
    const answer = (): boolean => {
      const times = asked.get(name) ?? 0;
      asked.set(name, times + 1);
      return answers[name]?.[times] ?? true;
    };
    return [name, answer] as const;
  });
  runSteps({
    applyA: nothing,
    applyAdjoint: nothing,
    applyH: nothing,
    solve: (vectors) => path.push(`solve ${vectors.join(' ')}`),
    stages: Object.fromEntries(stages) as unknown as Machine['stages'],
    decisions: Object.fromEntries(decisions) as Machine['decisions'],
  });
  return path;
}

describe('the list of steps', () => {
  it('has every label once, and goes to labels that it has', () => {
    const labels = STEPS.flatMap((step) => (step.op === 'label' ? [step.label] : []));
    expect(new Set(labels).size).toBe(labels.length);
    for (const step of STEPS)
      if (step.op === 'go') expect(labels).toContain(step.to);
      else if (step.op === 'decide') expect(labels).toContain(step.otherwise);
  });

  it('has every stage once but for the largest step, which both directions take', () => {
    const names = STEPS.flatMap((step: Step) => (step.op === 'stage' ? [step.stage] : []));
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual(['maxStep']);
  });

  const predictor = ['firstHalf', 'secondHalf', 'maxStep'];
  const start = ['startIterate', 'startTau'];
  const scaled = ['factorSchur', 'rightHandSides', 'solve q p', 'slackOfCost', 'startPredictor', 'denominator'];
  const corrector = ['startCorrector', 'correctorSide', 'solve p', 'firstHalf', 'secondHalf'];

  it('a predictor, a corrector with one correction, and the best iterate', () => {
    const path = pathOf({ goesOn: [true, false], isPredictor: [true, false], worthCorrecting: [true, false] });
    const correction = ['directionResidual', 'solve e', 'correctDirection', 'directionResidual'];
    const iteration = ['residuals', ...scaled, ...predictor, ...corrector, ...correction, 'maxStep'];
    expect(path).toEqual([...start, ...iteration, 'residuals', 'takeBest']);
  });

  it('a centring step has no predictor', () => {
    const path = pathOf({ goesOn: [true, false], predicts: [false], isPredictor: [false], mayCorrect: [false] });
    expect(path).toEqual([
      ...start,
      'residuals',
      ...scaled,
      'startCentring',
      ...corrector,
      'maxStep',
      'residuals',
      'takeBest',
    ]);
  });

  it('a start that found no answer is repeated, and a point outside its cone ends a solve', () => {
    const path = pathOf({ isInside: [false], goesOn: [true, false], isAnswered: [false, true] });
    expect(path).toEqual([...start, 'residuals', 'takeBest', ...start, 'residuals', 'takeBest']);
  });
});
