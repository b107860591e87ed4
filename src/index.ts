/**
 * isac-mc: batched design and certified evaluation of robust precoders for multi-cell ISAC.
 * Everything that other programs may import; nothing inside the package imports this file.
 */
export { InputError, IsacError, ResumableError, VerificationError } from './errors.ts';
export { currentBackend, startBackend, stopBackend } from './device/startBackend.ts';
export type { StartedBackend } from './device/startBackend.ts';
export type { Arithmetic, Backend, BackendChoice, BackendName, BackendOptions } from './device/backend.ts';
export { solveConic } from './solver/solveConic.ts';
export { solveProgram } from './solver/solve.ts';
export type { ConicProgram, ProgramData, ProgramShape, PsdGroup } from './solver/program.ts';
export type { ConicSettings, ConicSolution } from './solver/solution.ts';
export type { ConicStatus } from './solver/status.ts';
export { designPrecoders } from './problems/design/designPrecoders.ts';
export { solvePrecodingPrograms } from './problems/solvePrecodingPrograms.ts';
export type { PrecodingProgram, PrecodingSolution } from './problems/precodingProgram.ts';
export type { DesignTask, PrecoderDesign, DesignSettings, Scheme, Design, Robustness, Form } from './problems/types.ts';
export { solveInstanceFile, solveInstanceFiles } from './problems/solveInstance.ts';
export { makeScenario, defaultScenario } from './model/makeScenario.ts';
export type { ScenarioInput } from './model/makeScenario.ts';
export type { Scenario, Realization } from './model/scenario.ts';
export { drawRealization } from './model/channels.ts';
export { drawCsiErrors } from './model/csiErrors.ts';
export { certify } from './model/certify.ts';
export { exactWorstCase } from './model/exactWorstCase.ts';
export { sampledWorstCase } from './model/sampledWorstCase.ts';
export { sinrCbf, sinrComp } from './model/sinr.ts';
export { sensingCbf, sensingComp } from './model/crb.ts';
export { readStudy } from './study/parseStudy.ts';
export { runStudy } from './study/runner.ts';
export { studyJsonSchema } from './study/schema.ts';
