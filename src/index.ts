/**
 * isac-mc: batched design and certified evaluation of robust precoders for multi-cell ISAC.
 * Everything that other programs may import; nothing inside the package imports this file.
 */
export { type ExitCode, InputError, IsacError, ResumableError, VerificationError } from './errors.ts';

export { currentBackend, startBackend, type StartedBackend, stopBackend } from './device/startBackend.ts';
export { BACKEND_CHOICES, BACKEND_NAMES } from './device/backend.ts';
export type { Arithmetic, Backend, BackendChoice, BackendName, BackendOptions } from './device/backend.ts';

export { designPrecoders } from './problems/design/designPrecoders.ts';
export { type DesignTaskOptions, drawDesignTask } from './problems/drawDesignTask.ts';
export { DESIGNS, ROBUSTNESS, SCHEMES } from './problems/types.ts';
export type {
  ConvergenceStep,
  DataSymbols,
  Design,
  DesignSettings,
  DesignTask,
  Extraction,
  Form,
  Normalization,
  PrecoderDesign,
  Robustness,
  Scheme,
  ThresholdForm,
  WeightedForm,
} from './problems/types.ts';

export {
  evaluateWorstCase,
  type WorstCaseEvaluation,
  type WorstCaseQuery,
  type WorstCaseSummary,
} from './problems/evaluateWorstCase.ts';
export { CERTIFICATE_TERMS } from './model/certificates/certificate.ts';
export type { Certificate, CertificateTerm, CertificateTerms } from './model/certificates/certificate.ts';
export { certify } from './model/certify.ts';
export type { CertificateCheck } from './model/claimChecks.ts';
export type { DesignCertificate, DesignClaim } from './model/certify.ts';
export { exactWorstCase, type ExactWorstCase } from './model/exactWorstCase.ts';
export { sampledWorstCase, type SampledWorstCase, type SamplingOptions } from './model/sampledWorstCase.ts';
export { type ErrorBound, worstCaseBound } from './model/worstCaseBound.ts';
export { type Cooperation, sinrCbf, sinrComp } from './model/sinr.ts';
export { sensingCbf, sensingComp, type SensingMetrics } from './model/crb.ts';

export { defaultScenario, makeScenario, type ScenarioInput } from './model/makeScenario.ts';
export type { Realization, Scenario } from './model/scenario.ts';
export { drawRealization, type RealizationOptions } from './model/channels.ts';
export { type CsiErrorOptions, drawCsiErrors } from './model/csiErrors.ts';
export { drawSymbolPhases, type SymbolOptions } from './model/symbols.ts';

export { smat, svec } from './cones/hermitianPsd.ts';
export { solveConic } from './solver/solveConic.ts';
export type { ConicAnswer } from './solver/conicAnswer.ts';
export type {
  BlockGroup,
  BlockRows,
  ConeGroup,
  ConeRows,
  ConicCones,
  ConicConstraints,
  ConicInput,
  ConicRows,
} from './solver/lowering/conicInput.ts';
export type { Numbers } from './solver/lowering/numbers.ts';
export { solveProgram } from './solver/solve.ts';
export type { SolverPath } from './device/kernels/conicSolve.ts';
export type {
  ConicProgram,
  CoupledCones,
  ProgramData,
  ProgramShape,
  PsdData,
  PsdGroup,
  PsdTerms,
  SecondOrderGroup,
} from './solver/program.ts';
export type { ConicSettings, ConicSolution, ProgramSettings } from './solver/solution.ts';
export { CONIC_STATUSES, type ConicStatus } from './solver/status.ts';

export { solvePrecodingPrograms } from './problems/solvePrecodingPrograms.ts';
export type { BasisOptions } from './problems/programs/programContext.ts';
export type {
  InterferenceCaps,
  PrecodingForm,
  PrecodingProblem,
  PrecodingProgram,
  PrecodingScheme,
  PrecodingSettings,
  PrecodingSolution,
} from './problems/precodingProgram.ts';
export { solveInstanceFile, solveInstanceFiles } from './problems/solveInstance.ts';
export type { InstanceLine, InstanceResult, InstanceSettings } from './problems/solveInstance.ts';
export type { Evaluation, Nested } from './problems/evaluatePrecoders.ts';

export { parseStudy, readStudy } from './study/parseStudy.ts';
export { runStudy, type RunOptions, type RunResult } from './study/runner.ts';
export type { Shard } from './study/shard.ts';
export { finishStudy } from './study/finishStudy.ts';
export { type DamagedChunk, type FailedChunk, type StudyStatus, studyStatus } from './study/studyStatus.ts';
export type { LabelledEstimate, StopReport } from './study/stopping/stopMonitor.ts';
export type { PointEstimate } from './study/stopping/stoppingRule.ts';
export type { StopRule } from './study/stopping/stopSchema.ts';
export type { Interval } from './study/stopping/boundedMean.ts';
export { type Study, studyJsonSchema } from './study/schema.ts';
