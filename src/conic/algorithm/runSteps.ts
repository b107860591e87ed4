import { invariant } from '../../errors.ts';
import { type Decision, type DualVector, type PrimalVector, SOLVE, type SolveStage, type Step } from './steps.ts';

/** What a solver that interprets the steps can do: its vectors have these names, and are its own. */
export interface Machine {
  applyA(from: PrimalVector, to: DualVector): void;
  applyAdjoint(from: DualVector, to: PrimalVector): void;
  applyH(from: PrimalVector, to: PrimalVector): void;
  solve(vectors: readonly DualVector[]): void;
  readonly stages: Readonly<Record<SolveStage, () => void>>;
  readonly decisions: Readonly<Record<Decision, () => boolean>>;
}

/** Takes a machine with equilibrated data through the steps, from the first one to the end of the list. */
export function runSteps(machine: Machine, steps: readonly Step[] = SOLVE): void {
  const labels = new Map(steps.flatMap((step, i) => (step.op === 'label' ? [[step.label, i] as const] : [])));
  let next = 0;
  const goTo = (label: string): void => {
    const at = labels.get(label as never);
    invariant(at !== undefined, `the list of steps has the label ${label}`);
    next = at;
  };
  while (next < steps.length) {
    const step = steps[next] as Step;
    next++;
    switch (step.op) {
      case 'label':
        break;
      case 'applyA':
        machine.applyA(step.from, step.to);
        break;
      case 'applyAdjoint':
        machine.applyAdjoint(step.from, step.to);
        break;
      case 'applyH':
        machine.applyH(step.from, step.to);
        break;
      case 'solve':
        machine.solve(step.vectors);
        break;
      case 'stage':
        machine.stages[step.stage as SolveStage]();
        break;
      case 'decide':
        if (!machine.decisions[step.decision]()) goTo(step.otherwise);
        break;
      case 'go':
        goTo(step.to);
        break;
    }
  }
}
