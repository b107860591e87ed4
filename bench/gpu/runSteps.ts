import { stopBackend } from '../../src/device/startBackend.ts';
import { conicKernelOf } from '../../src/conic/kernels/conicKernelOf.ts';
import { errorDrawsOf } from '../../src/montecarlo/kernels/errorDrawsOf.ts';
import { symbolErrorsOf } from '../../src/montecarlo/kernels/symbolErrorsOf.ts';
import { compareWithEmulator, describeComparison } from './checks/emulatorBytes.ts';
import { sanitize, SANITIZERS } from './checks/sanitizer.ts';
import { checkCorrectness } from './checks/suites.ts';
import { compareErrorDraws, describeErrorDraws } from './checks/errorDrawsBytes.ts';
import { compareSymbolErrors, describeSymbolErrors } from './checks/symbolErrorCounts.ts';
import { measureErrorDraws } from './errorDraws.ts';
import { measureCeilings } from './kernel/ceilings.ts';
import { describeSweep, sweepThreads } from './kernel/sweep.ts';
import { describeMeasured, measure } from './measure.ts';
import { profileKind } from './profile.ts';
import { log } from './report.ts';
import { measureResults } from './results.ts';
import { batchOf, cudaKernelOf, kernelOf, type Session, startMeasured, tolerancesOf } from './session.ts';
import type { StepName } from './steps.ts';
import { measureStudies } from './studySeries.ts';
import { measureSymbolErrors } from './symbolErrors.ts';
import { measureTogether } from './together.ts';
import { ERROR_DRAWS, findTool, type Launch } from './tool.ts';

/** Programs of a launch under ncu, which repeats it for its counters; few for compute-sanitizer, under which a kernel is far slower. */
const PROFILED = 1024;
const SANITIZED = 2;
/** Programs of each kind that are followed from channels to checked results. */
const RESULTS = 64;

/** What each step does. Each writes its results as soon as it has them. */
export const RUN: Readonly<Record<StepName, (session: Session) => Promise<void>>> = {
  suites: async ({ options, file, budget }) => {
    const { backend } = await startMeasured(options);
    if (backend.name === 'webgpu') {
      file.report.probe = backend.probe;
      log(`double-single: ${JSON.stringify(file.report.probe)}`);
    }
    file.report.correctness = await checkCorrectness(log, () => budget.left('suites') > 0);
    const { passed, failed, left } = file.report.correctness;
    log(`${passed} checks passed, ${failed.length} failed`);
    if (left > 0) file.skip(`suites: ${left} checks, out of time`);
  },

  bytes: async ({ options, file, programs }) => {
    const kernel = await cudaKernelOf(await startMeasured(options));
    if (!kernel) return;
    const rows = [];
    for (const kind of programs.kinds) {
      const row = await compareWithEmulator(kernel, kind);
      if (row === null) file.skip(`bytes of ${kind.name}: no answers of the emulator in this arithmetic`);
      else {
        rows.push(row);
        log(describeComparison(row));
      }
      file.report.bytes = rows;
      file.save();
    }
    kernel.close();
  },

  draws: async ({ options, file, budget }) => {
    const { backend } = await startMeasured(options);
    const hasTime = (): boolean => budget.left('draws') > 0;
    if (backend.name === 'cuda')
      await compareErrorDraws(errorDrawsOf(backend), hasTime, (row) => {
        file.report.errorDrawsBytes = [...(file.report.errorDrawsBytes ?? []), row];
        log(describeErrorDraws(row));
        file.save();
      });
    const symbolErrors = symbolErrorsOf(backend);
    if (symbolErrors)
      await compareSymbolErrors(symbolErrors, hasTime, (row) => {
        file.report.symbolErrorCounts = [...(file.report.symbolErrorCounts ?? []), row];
        log(describeSymbolErrors(row));
        file.save();
      });
    await measureErrorDraws(backend, hasTime, (row) => {
      file.report.errorDraws = [...(file.report.errorDraws ?? []), row];
      const { scheme, designs, realizationsPerSecond, where } = row;
      log(`${scheme}, ${designs} designs: ${realizationsPerSecond.toExponential(2)} error realizations/s (${where})`);
      file.save();
    });
    await measureSymbolErrors(backend, hasTime, (row) => {
      file.report.symbolErrors = [...(file.report.symbolErrors ?? []), row];
      const { scheme, designs, decisionsPerSecond, where } = row;
      log(`${scheme}, ${designs} designs: ${decisionsPerSecond.toExponential(2)} symbol decisions/s (${where})`);
      file.save();
    });
    if (!hasTime()) file.skip('draws: some cases, out of time');
  },

  sanitizer: async ({ options, file, budget, programs }) => {
    if (options.backend !== 'cuda') return;
    const tool = findTool('compute-sanitizer');
    if (tool === undefined) return file.skip('sanitizer: compute-sanitizer is not installed here');
    for (const [i, name] of SANITIZERS.entries()) {
      const seconds = budget.left('sanitizer') / (SANITIZERS.length - i);
      if (seconds < 1) {
        file.skip(`sanitizer: ${name}, out of time`);
        continue;
      }
      const row = sanitize(tool, name, launchOf(options, withErrorDraws(programs), SANITIZED, 1), seconds);
      file.report.sanitizer = [...(file.report.sanitizer ?? []), row];
      log(`${name}: ${row.clean ? 'clean' : 'NOT CLEAN'}, ${row.summary}`);
      file.save();
    }
  },

  throughput: async (session) => {
    const { options, file, budget, programs } = session;
    const started = await startMeasured(options);
    const solver = await conicKernelOf(started.backend);
    const kernel = await kernelOf(started);
    if (started.backend.name === 'webgpu') {
      file.report.ceilings = await measureCeilings(started.backend.gpu.device, file.report.software);
      log(`ceilings: ${JSON.stringify(file.report.ceilings)}`);
    }
    // all kinds at the first size before any at the next one
    for (const size of options.batches)
      for (const kind of programs.kinds)
        for (const tolerance of tolerancesOf(options)) {
          if (budget.left('throughput') === 0) {
            file.skip(`throughput of ${kind.name}, batch ${size}, at ${tolerance}: out of time`);
            continue;
          }
          const batch = batchOf(kind, size, options);
          const row = await measure(solver, kernel, batch, tolerance, options.repeats, file.report.ceilings);
          file.report.kinds.find((k) => k.case === kind.name)?.measured.push(row);
          log(describeMeasured(kind.name, row));
          file.save();
        }
    kernel?.close();
    await severalThreads(session);
  },

  host: async ({ options, file, budget }) => {
    await startMeasured(options);
    file.report.results = await measureResults(RESULTS, options.repeats, () => budget.left('host') > 0);
    for (const row of file.report.results)
      log(
        `${row.case}, from channels to checked results: ${row.programsPerSecond.toFixed(0)}/s, ${row.certified} of ${row.draws} certified`,
      );
  },

  threads: async ({ options, file, budget, programs }) => {
    const kernel = await kernelOf(await startMeasured(options));
    if (!kernel) return;
    for (const kind of programs.kinds) {
      if (budget.left('threads') === 0) {
        file.skip(`threads of ${kind.name}: out of time`);
        continue;
      }
      const batch = batchOf(kind, Math.min(...options.batches), options);
      const sweeps = [];
      for (const tolerance of tolerancesOf(options)) {
        const sweep = await sweepThreads(kernel, batch, tolerance, options.threads, options.repeats);
        if (sweep === null) continue;
        sweeps.push(sweep);
        log(`${kind.name}, ${describeSweep(sweep)}`);
      }
      const result = file.report.kinds.find((k) => k.case === kind.name);
      if (result) result.sweeps = sweeps;
      file.save();
    }
    kernel.close();
  },

  profile: async ({ options, file, budget, programs }) => {
    if (options.backend !== 'cuda') return;
    const ncu = findTool('ncu');
    if (ncu === undefined) return file.skip('profile: ncu is not installed here');
    await stopBackend(); // its memory is the profiled process's
    const { kinds } = withErrorDraws(programs);
    for (const [i, { name }] of kinds.entries()) {
      const seconds = budget.left('profile') / (kinds.length - i);
      if (seconds < 1) {
        file.skip(`profile of ${name}: out of time`);
        continue;
      }
      const launch = launchOf(options, { ...programs, kinds: [{ name }] }, Math.min(PROFILED, ...options.batches), 2);
      const profile = profileKind(ncu, launch, seconds);
      file.report.profiles.push(profile);
      log(`${name}: ${profile.problem ?? `${Object.keys(profile.metrics).length} metrics of ncu`}`);
      file.save();
    }
  },

  studies: measureStudies,
};

/** Batches of each kind from several threads at once: what one thread of the host can check in float64 bounds the rows before. */
async function severalThreads({ options, file, budget, programs }: Session): Promise<void> {
  const [threads = 1] = options.workers;
  const started = await startMeasured(options);
  const size = Math.min(...options.batches);
  for (const kind of programs.kinds) {
    if (budget.left('throughput') === 0) {
      file.skip(`throughput of ${kind.name} from ${threads} threads: out of time`);
      continue;
    }
    const { programs: batch } = batchOf(kind, size, options);
    const [tolerance = 1e-8] = tolerancesOf(options);
    const row = await measureTogether(started, { threads, folder: programs.folder, kind: kind.name, batch, tolerance });
    const result = file.report.kinds.find((k) => k.case === kind.name);
    if (result) result.together = row;
    log(`${kind.name}, ${threads} threads: ${row.programsPerSecond.toFixed(0)}/s with upload, check and read-back`);
    file.save();
  }
}

/** The kinds of programs, and the error draws as one more. */
function withErrorDraws({ folder, kinds }: Session['programs']): {
  readonly folder: string;
  readonly kinds: readonly { readonly name: string }[];
} {
  return { folder, kinds: [...kinds, { name: ERROR_DRAWS }] };
}

function launchOf(
  { backendOptions }: Session['options'],
  { folder, kinds }: { readonly folder: string; readonly kinds: readonly { readonly name: string }[] },
  batch: number,
  launches: number,
): Launch {
  return { folder, kinds: kinds.map((kind) => kind.name), device: backendOptions.device, batch, launches };
}
