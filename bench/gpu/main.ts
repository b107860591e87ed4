/**
 * Checks the solver on this machine's GPU, then measures it, in one command for a bare machine: bench/gpu/README.md. Every result is written at
 * once, so that a run that is cut short leaves what it has.
 */
import { conicKernelOf } from '../../src/conic/kernels/conicKernelOf.ts';
import { startBackend, stopBackend } from '../../src/device/startBackend.ts';
import { InputError } from '../../src/errors.ts';
import { describeMachine } from './machine.ts';
import { measure } from './measure.ts';
import { HELP, type Options, readOptions } from './options.ts';
import { preparePrograms } from './programs/prepare.ts';
import { repeat } from './programs/record.ts';
import { log, ReportFile } from './report.ts';
import { RUN } from './runSteps.ts';
import { type Session, startMeasured } from './session.ts';
import { Budget, STEP_NAMES } from './steps.ts';
import { describeTarget, targetsOf } from './targets.ts';

/** Programs of a kind that the cpu backend is measured on. */
const CPU_PROGRAMS = 16;
const SOFTWARE = / \(software\)|on the CPU|^stand-in /;

async function prepare(options: Options): Promise<Session> {
  const budget = new Budget(options.seconds);
  const { backend } = await startMeasured(options);
  const machine = describeMachine(backend);
  const software = SOFTWARE.test(machine.device);
  if (software && options.out === undefined)
    throw new InputError(`--out: expected a file, got none: ${machine.device} is no GPU, and its numbers no result`);
  log(`${machine.device}; ${machine.cpu}, ${machine.cores} cores; Node ${machine.node}`);
  const file = new ReportFile(machine, software, options.out);
  const programs = await preparePrograms({ ...options, folder: options.programs });
  const { backend: cpu } = await startBackend('cpu');
  for (const { name, antennas, batch } of programs.kinds) {
    const few = repeat(batch, Math.min(CPU_PROGRAMS, batch.programs));
    const row = await measure(await conicKernelOf(cpu), null, few, 1e-8, 1);
    file.report.kinds.push({ case: name, antennas, cpu: row, measured: [] });
    log(`${name}: ${batch.programs} programs; one core of the cpu backend ${row.programsPerSecond.toFixed(0)}/s`);
  }
  file.save();
  return { options, file, budget, programs };
}

/** True when every check that was made has passed. */
function isRight({
  correctness,
  sanitizer = [],
  bytes = [],
  errorDrawsBytes = [],
  symbolErrorCounts = [],
}: Session['file']['report']): boolean {
  const near = bytes.every(({ objectiveDifference }) => objectiveDifference < 1e-7);
  const same = [...errorDrawsBytes, ...symbolErrorCounts].every((row) => row.same);
  return (correctness?.failed.length ?? 0) === 0 && sanitizer.every(({ clean }) => clean) && near && same;
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === null) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  const session = await prepare(options);
  const { file, budget } = session;
  for (const step of STEP_NAMES.filter((name) => options.steps.includes(name))) {
    if (budget.left(step) === 0) {
      file.skip(`${step}: out of time`);
      continue;
    }
    const start = budget.spent();
    try {
      await RUN[step](session);
    } catch (error) {
      // time on a card is short: what fails here is told, and the other steps have their turn
      file.skip(`${step}: failed (${error instanceof Error ? (error.stack ?? error.message) : String(error)})`);
      process.exitCode = 1;
    }
    file.report.seconds[step] = budget.spent() - start;
    file.save();
  }
  await stopBackend();
  file.report.targets = targetsOf(file.report);
  for (const target of file.report.targets) log(describeTarget(target));
  if (file.report.software) log('no GPU: these numbers mean nothing');
  file.save();
  log(`written: ${file.file}`);
  if (!isRight(file.report)) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  log(error.hint === undefined ? error.message : `${error.message}\n  ${error.hint}`);
  process.exitCode = error.exitCode;
}
