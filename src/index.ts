/**
 * isac-mc: batched design and float64 evaluation of robust precoders for multi-cell ISAC.
 * Everything that other programs may import; nothing inside the package imports this file.
 */
export { type ExitCode, InputError, IsacError, ResumableError, VerificationError } from './errors.ts';

export { type Backend, currentBackend, startBackend, type StartedBackend } from './library/backends.ts';
export { stopBackend } from './device/startBackend.ts';
export { BACKEND_CHOICES, BACKEND_NAMES } from './device/backend.ts';
export type { Arithmetic, BackendChoice, BackendName, BackendOptions } from './device/backend.ts';

export { designPrecoders, evaluateWorstCase } from './library/designs.ts';
export { drawCsiErrors, drawDesignTask, drawRealization, drawSymbolPhases } from './library/draws.ts';
export type { DesignTaskOptions } from './problems/drawDesignTask.ts';
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

export type { WorstCaseEvaluation, WorstCaseQuery, WorstCaseSummary } from './problems/evaluateWorstCase.ts';
export { CERTIFICATE_TERMS } from './model/certificates/certificate.ts';
export type { Certificate, CertificateTerm, CertificateTerms } from './model/certificates/certificate.ts';
export { certify, exactWorstCase, sampledWorstCase, worstCaseBound } from './library/worstCases.ts';
export type { RecomputedDesign } from './library/worstCases.ts';
export { CERTIFICATE_CHECKS, type CertificateCheck, type Verdict } from './model/claimChecks.ts';
export { EXTRACTIONS } from './problems/types.ts';
export type { DesignCertificate, DesignClaim } from './model/certify.ts';
export type { ExactWorstCase } from './model/exactWorstCase.ts';
export type { SampledWorstCase } from './model/sampledWorstCase.ts';
export type { ErrorBound } from './model/worstCaseBound.ts';
export { sensingCbf, sensingComp, sinrCbf, sinrComp } from './library/metrics.ts';
export type { Cooperation } from './model/sinr.ts';
export type { SensingMetrics } from './model/crb.ts';

export { layoutAnglesDeg, type Place, type Station } from './library/layouts.ts';
export { defaultScenario, makeScenario } from './library/scenarios.ts';
export type { ScenarioInput } from './model/makeScenario.ts';
export type { Realization, Scenario } from './model/scenario.ts';
export type { RealizationOptions } from './model/channels.ts';
export type { CsiErrorOptions, SamplingOptions } from './model/csiErrors.ts';
export type { SymbolOptions } from './model/symbols.ts';

export { smat, solveConic, solveProgram, svec } from './library/conic.ts';
export type { ConicAnswer } from './conic/conicAnswer.ts';
export type {
  BlockGroup,
  BlockRows,
  ConeGroup,
  ConeRows,
  ConicCones,
  ConicConstraints,
  ConicInput,
  ConicRows,
} from './conic/lowering/conicInput.ts';
export type { Numbers } from './conic/lowering/numbers.ts';
export { SOLVER_PATHS, type SolverPath } from './conic/solverPath.ts';
export type {
  ConicProgram,
  CoupledCones,
  ProgramData,
  ProgramShape,
  PsdData,
  PsdGroup,
  PsdTerms,
  SecondOrderGroup,
} from './conic/program.ts';
export type { ConicSettings, ConicSolution, ProgramSettings } from './conic/solution.ts';
export { CONIC_STATUSES, type ConicStatus } from './conic/status.ts';

export { solveInstanceFile, solveInstanceFiles, solvePrecodingPrograms } from './library/programs.ts';
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
export type { InstanceLine, InstanceResult, InstanceSettings } from './problems/solveInstance.ts';
export type { Nested } from './problems/complexJson.ts';
export type { Evaluation } from './problems/evaluatePrecoders.ts';

export { estimateRun, finishStudy, parseStudy, readStudy, runStudy, studyStatus } from './library/studies.ts';
export type {
  Estimate,
  EstimateOptions,
  RunEstimate,
  TableEstimate,
  TimedDesigns,
} from './study/estimate/estimateRun.ts';
export type { FailedRow } from './study/failedRows.ts';
export type { RunOptions, RunResult } from './study/runner.ts';
export type { Shard } from './study/shard.ts';
export type { DamagedChunk, FailedChunk, StudyStatus } from './study/studyStatus.ts';
export type { LabelledEstimate, StopReport } from './study/stopping/stopMonitor.ts';
export type { PointEstimate } from './study/stopping/stoppingRule.ts';
export type { StopRule } from './study/stopping/stopSchema.ts';
export type { Interval } from './study/stopping/boundedMean.ts';
export { type Study, studyJsonSchema } from './study/schema.ts';
