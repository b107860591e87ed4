import type { Arithmetic } from '../../device/backend.ts';
import { CONIC_STATUSES, statusCode } from '../status.ts';
import { ARITHMETIC_CONSTANTS, CONSTANTS, FOUR_TRIALS, TRIALS } from './constants.ts';
import { decisionsOf, LOAD, SOLVE, stagesOf, type Step, WRITE } from './steps.ts';

const STEPS = [...LOAD, ...SOLVE, ...WRITE];

/** almostOptimal -> ALMOST_OPTIMAL. */
export function constantName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/** The codes of the statuses, by the names that kernels have for them. */
export function statusConstants(): readonly (readonly [name: string, code: number])[] {
  return CONIC_STATUSES.map((status) => [constantName(status), statusCode(status)]);
}

/** The constants of the algorithm in one arithmetic, by name: numbers of WGSL. */
export function wgslConstants(arithmetic: Arithmetic): Readonly<Record<string, string>> {
  const { CERTIFICATE: _ofRun, ...own } = ARITHMETIC_CONSTANTS[arithmetic]; // a launch is told
  const constants = {
    ...CONSTANTS,
    ...own,
    TRIALS,
    PREDICTOR_ROUNDS: FOUR_TRIALS.predictor.length - 1,
    CORRECTOR_ROUNDS: FOUR_TRIALS.corrector.length - 1,
    ...Object.fromEntries(statusConstants()),
  };
  return Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, String(value)]));
}

/**
 * WGSL of the list of steps as a table, so that every routine is called from one place: compilers copy a routine into each place that calls it. A step is a
 * routine and its two arguments.
 */
export function wgslSteps(): string {
  const kinds = ['APPLY_A', 'APPLY_ADJOINT', 'APPLY_H', 'SOLVE', 'TOTAL', 'STAGE', 'DECIDE', 'GO'];
  const stages = stagesOf(STEPS);
  const decisions = decisionsOf(STEPS);
  const rows: string[] = [];
  const labels: string[] = [];
  const add = (routine: string, first: string, second: string): void => {
    const i = rows.length;
    rows.push(`    case ${i}: { return vec3<i32>(${routine}, ${first}, ${second}); }`);
  };
  for (const step of STEPS) {
    if (step.op === 'label') labels.push(`const ${constantName(step.label)} = ${rows.length};`);
    else for (const words of tableRows(step, stages, decisions)) add(...words);
  }
  return `// The list of steps of src/conic/algorithm/steps.ts.
${kinds.map((kind, i) => `const ${kind} = ${i};`).join('\n')}
${labels.join('\n')}

fn step(i: i32) -> vec3<i32> {
  switch i {
${rows.join('\n')}
    default: { return vec3<i32>(GO, 0, LOAD); }
  }
}

/** Runs one stage and sees to it that all see what it wrote. */
fn runStage(stage: i32) {
  switch stage {
${stages.map((name, i) => `    case ${i}: { ${name}(); }`).join('\n')}
    default: {}
  }
  sync();
}

/** What all threads found alike. */
fn decide(decision: i32) -> bool {
  switch decision {
${decisions.map((name, i) => `    case ${i}: { return ${name}(); }`).join('\n')}
    default: { return false; }
  }
}
`;
}

function tableRows(
  step: Exclude<Step, { op: 'label' }>,
  stages: readonly string[],
  decisions: readonly string[],
): readonly (readonly [string, string, string])[] {
  switch (step.op) {
    case 'applyA':
    case 'applyAdjoint':
    case 'applyH':
      return [[constantName(step.op), `shape.${step.from}`, `shape.${step.to}`]];
    case 'solve':
      return [['SOLVE', `shape.${step.vectors[0]}`, `shape.${step.vectors.at(-1) ?? ''}`]];
    case 'stage': {
      const row = ['STAGE', String(stages.indexOf(step.stage)), '0'] as const;
      return step.sums ? [row, ['TOTAL', '0', '0']] : [row];
    }
    case 'decide':
      return [['DECIDE', String(decisions.indexOf(step.decision)), constantName(step.otherwise)]];
    default:
      return [['GO', '0', constantName(step.to)]];
  }
}
