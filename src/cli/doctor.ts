import type { Argv, CommandModule } from 'yargs';
import { BACKEND_NAMES, type BackendName } from '../device/backend.ts';
import { VerificationError } from '../errors.ts';
import { inspectMachine, type Machine } from './doctor/machine.ts';
import { type OptionalPart, optionalParts } from './doctor/optionalParts.ts';
import { type ProbeAnswer, probeBackend } from './doctor/probeBackend.ts';
import { warningsOf } from './doctor/warnings.ts';

interface DoctorArguments {
  json: boolean;
}

interface Report {
  readonly machine: Machine;
  /** What `--backend auto` starts. */
  readonly auto: ProbeAnswer;
  readonly backends: Readonly<Record<BackendName, ProbeAnswer>>;
  readonly optional: readonly OptionalPart[];
  /** What works but not as expected, a line each. */
  readonly warnings: readonly string[];
}

/** Largest relative error of a known answer that a backend in working order makes at tolerance 1e-8. */
const LARGEST_ERROR = 1e-7;

export const doctorCommand: CommandModule<object, DoctorArguments> = {
  builder: (y: Argv) =>
    y
      .option('json', { type: 'boolean', default: false, describe: 'one JSON object on stdout in place of the text' })
      .example('$0 doctor', 'exit code 0 whenever the cpu backend works'),
  handler: async ({ json }) => {
    const answers = new Map<string, ProbeAnswer>();
    // one after the other: they may share a GPU
    for (const name of ['auto', ...BACKEND_NAMES] as const) answers.set(name, await probeBackend(name));
    const of = (name: string): ProbeAnswer => answers.get(name) as ProbeAnswer;
    const backends = Object.fromEntries(BACKEND_NAMES.map((name) => [name, of(name)])) as Report['backends'];
    const optional = optionalParts();
    const report: Report = {
      machine: inspectMachine(),
      auto: of('auto'),
      backends,
      optional,
      warnings: warningsOf(backends, optional),
    };
    process.stdout.write(`${json ? JSON.stringify(report) : textOf(report)}\n`);
    const { cpu } = report.backends;
    if (!cpu.usable)
      throw new VerificationError(`the cpu backend does not start: ${cpu.problem}`, cpu.hint ?? undefined);
    if (!works(cpu))
      throw new VerificationError(`the cpu backend computes wrong: relative error ${cpu.error} of a known answer`);
  },
};

function works(answer: ProbeAnswer): boolean {
  return answer.usable && answer.solved && answer.error <= LARGEST_ERROR;
}

function textOf({ machine: m, auto, backends, optional, warnings }: Report): string {
  const lines = [
    `isac-mc      ${m.version}, Node ${m.node}, ${m.system}`,
    `machine      ${m.cpu}, ${m.cores} cores, ${m.memoryGib.toFixed(1)} GiB (${m.freeMemoryGib.toFixed(1)} GiB free)`,
    `WebAssembly  SIMD ${m.wasmSimd ? 'yes' : 'no'}, kernels ${m.kernels ?? 'missing: npm run build'}`,
    `GPU drivers  NVIDIA ${m.nvidiaDriver ?? 'none'}; Vulkan ${m.vulkanDrivers.join(', ') || 'none'}`,
    '',
    ...Object.entries(backends).flatMap(([name, answer]) => backendLines(name, answer)),
    `auto         ${auto.usable ? auto.name : auto.problem}`,
    ...(auto.usable ? auto.refusals.map((reason) => `             not ${reason}`) : []),
    '',
    ...warnings.map((line) => `warning      ${line}`),
    ...optional.map(
      ({ name, use, found, get }) =>
        `${found ? 'found  ' : 'missing'}      ${name}: ${use}${found ? '' : `\n             ${get}`}`,
    ),
  ];
  return lines.join('\n');
}

function backendLines(name: string, answer: ProbeAnswer): string[] {
  const head = name.padEnd(13);
  const indent = ' '.repeat(13);
  if (!answer.usable) {
    return [`${head}not usable: ${answer.problem}`, ...(answer.hint === null ? [] : [`${indent}${answer.hint}`])];
  }
  const { device, arithmetic, facts, solved, error, msPerProgram } = answer;
  const digits = `known answer to ${error.toExponential(0)} at tolerance 1e-8${solved ? '' : ', not all optimal'}`;
  return [
    `${head}${works(answer) ? 'works' : 'WRONG'}: ${device}`,
    `${indent}${arithmetic.join(', ')}; ${digits}; ${msPerProgram.toFixed(3)} ms for a 6 x 6 program`,
    ...Object.entries(facts).map(([key, value]) => `${indent}${key} ${value}`),
  ];
}
