import { cpus } from 'node:os';
import type { Argv, CommandModule } from 'yargs';
import { describeReference, referenceMachines, referenceThroughput } from '../analysis/referenceMachines.ts';
import { type StartedBackend, stopBackend } from '../device/startBackend.ts';
import { KINDS, measureAll, type Throughput } from '../problems/benchmark/throughput.ts';
import { type BackendArguments, describeBackend, startChosen, withBackend } from './backend.ts';
import { MERIT, MERIT_OPTION, type Precision } from './precision.ts';

interface BenchArguments extends BackendArguments {
  quick: boolean;
  precision: Precision;
  json: boolean;
}

const FULL = { batch: 64, repeats: 5 };
const QUICK = { batch: 16, repeats: 1 };

export const benchCommand: CommandModule<object, BenchArguments> = {
  builder: (y: Argv) =>
    withBackend(y)
      .option('quick', {
        type: 'boolean',
        default: false,
        describe: 'batches of 16 and one timed run, not 64 and five',
      })
      .option('precision', MERIT_OPTION)
      .option('json', { type: 'boolean', default: false, describe: 'one JSON object on stdout in place of the table' })
      .example('$0 bench --quick', 'a first impression in some ten seconds'),
  handler: async (args) => {
    try {
      await bench(args, await startChosen(args));
    } finally {
      await stopBackend();
    }
  },
};

async function bench(args: BenchArguments, started: StartedBackend): Promise<void> {
  const { backend, reason } = started;
  process.stderr.write(`${describeBackend(started)}\n`);
  const cpu = cpus()[0]?.model ?? 'unknown';
  const machine = {
    cpu,
    cores: cpus().length,
    node: process.version,
    backend: backend.name,
    device: backend.device,
    reason,
  };
  const references = referenceMachines();
  const results: Throughput[] = [];
  if (!args.json) {
    const heads = references.map((r) => `share of ${describeReference(r)} (${r.name})`);
    process.stdout.write(
      `${line('program', 'batch', 'programs/s', 'ms/program', 'iterations', 'optimal', ...heads)}\n`,
    );
  }
  for await (const result of measureAll({ tolerance: MERIT[args.precision], ...(args.quick ? QUICK : FULL) })) {
    results.push(result);
    if (args.json) continue;
    const shares = references.map((r) => {
      const theirs = referenceThroughput(r, result.case, result.batch);
      return theirs === undefined ? '-' : `${((100 * result.programsPerSecond) / theirs).toFixed(0)} %`;
    });
    process.stdout.write(
      `${line(
        result.case,
        String(result.batch),
        result.programsPerSecond.toPrecision(4),
        result.msPerProgram.toPrecision(3),
        result.meanIterations.toFixed(1),
        `${result.optimal}/${result.programs}`,
        ...shares,
      )}\n`,
    );
  }
  if (args.json) process.stdout.write(`${JSON.stringify({ machine, precision: args.precision, results })}\n`);
}

const WIDTH = Math.max(...KINDS.map((k) => k.length));

function line(first: string, ...cells: readonly string[]): string {
  return `${first.padEnd(WIDTH)}${cells.map((c) => `  ${c.padStart(10)}`).join('')}`;
}
