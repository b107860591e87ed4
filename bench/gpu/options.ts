import { parseArgs } from 'node:util';
import { type BackendName, type BackendOptions, GPU_BACKENDS } from '../../src/device/backend.ts';
import { InputError } from '../../src/errors.ts';
import { workgroupSizes } from './kernel/sweep.ts';
import { STEP_NAMES, type StepName } from './steps.ts';

/** Text of `--help`. */
export const HELP = `usage: main.js [options]
  --backend cuda|webgpu|tensorflow   what is measured (default cuda)
  --device NAME                 cuda, tensorflow: number of the device; webgpu: part of the adapter's name
  --allow-software              webgpu: accept a driver that computes on the CPU (a rehearsal, its numbers mean nothing)
  --seconds 450                 time for everything; a step that has no time left is skipped, and the file says so
  --steps ${STEP_NAMES.join(',')}
                                what is done, always in this order (default: all)
  --kinds A,B                   kinds of programs by their names (default: four of block level and two of symbol level)
  --programs DIR                recorded programs (default: those of the archive; else they are recorded, on the cpu backend)
  --distinct 64                 different programs of a kind; larger batches repeat them
  --batches 1024,16384          batch sizes; one that takes more than --max-gib is made smaller
  --max-gib 2                   of host memory for a batch
  --repeats 3                   timed runs, the median counts
  --threads 32,64,128           step threads: so many threads a program, tried one after the other
  --workers 8,16,4,2,1          worker threads of whole studies, as far as there are cores; the first one also solves batches
  --study-scale 1               designs of whole studies, times this
  --study-batch N               designs that a worker computes together (default: as isac-mc run)
  --out FILE                    default bench/results/<device>.json; needed for what is no GPU`;

/** What the command line asks for. */
export interface Options {
  readonly backend: BackendName;
  readonly backendOptions: BackendOptions;
  readonly seconds: number;
  readonly steps: readonly StepName[];
  /** Undefined: the usual ones. */
  readonly kinds: readonly string[] | undefined;
  readonly programs: string | undefined;
  readonly distinct: number;
  readonly batches: readonly number[];
  readonly maxGib: number;
  readonly repeats: number;
  readonly threads: readonly number[];
  readonly workers: readonly number[];
  readonly studyScale: number;
  readonly studyBatch: number | undefined;
  readonly out: string | undefined;
}

/**
 * Reads the command line.
 *
 * @returns null when it asks for help.
 * @throws InputError naming the option, what was expected and what came.
 */
export function readOptions(argv: readonly string[]): Options | null {
  const text = { type: 'string' } as const;
  const { values: v } = parse(() =>
    parseArgs({
      args: [...argv],
      options: {
        backend: { ...text, default: 'cuda' },
        device: text,
        'allow-software': { type: 'boolean', default: false },
        seconds: { ...text, default: '450' },
        steps: { ...text, default: STEP_NAMES.join(',') },
        kinds: text,
        programs: text,
        distinct: { ...text, default: '64' },
        batches: { ...text, default: '1024,16384' },
        'max-gib': { ...text, default: '2' },
        repeats: { ...text, default: '3' },
        threads: { ...text, default: '32,64,128' },
        workers: { ...text, default: '8,16,4,2,1' },
        'study-scale': { ...text, default: '1' },
        'study-batch': text,
        out: text,
        help: { type: 'boolean', default: false },
      },
    }),
  );
  if (v.help) return null;
  return {
    backend: oneOf('--backend', v.backend, GPU_BACKENDS),
    backendOptions: {
      ...(v.device === undefined ? {} : { device: v.device }),
      allowSoftware: v['allow-software'],
    },
    seconds: positive('--seconds', v.seconds),
    steps: v.steps.split(',').map((name) => oneOf('--steps', name, STEP_NAMES)),
    kinds: v.kinds?.split(','),
    programs: v.programs,
    distinct: count('--distinct', v.distinct),
    batches: v.batches.split(',').map((n) => count('--batches', n)),
    maxGib: positive('--max-gib', v['max-gib']),
    repeats: count('--repeats', v.repeats),
    threads: workgroupSizes('--threads', v.threads),
    workers: v.workers.split(',').map((n) => count('--workers', n)),
    studyScale: positive('--study-scale', v['study-scale']),
    studyBatch: v['study-batch'] === undefined ? undefined : count('--study-batch', v['study-batch']),
    out: v.out,
  };
}

function parse<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new InputError(error instanceof Error ? error.message : String(error), '--help lists the options');
  }
}

function oneOf<T extends string>(option: string, value: string, of: readonly T[]): T {
  const found = of.find((name) => name === value);
  if (found === undefined) throw new InputError(`${option}: expected one of ${of.join(', ')}, got ${value}`);
  return found;
}

function positive(option: string, value: string): number {
  const number = Number(value);
  if (!Number.isFinite(number) || number <= 0)
    throw new InputError(`${option}: expected a positive number, got ${value}`);
  return number;
}

function count(option: string, value: string): number {
  if (!/^[1-9]\d*$/.test(value)) throw new InputError(`${option}: expected a positive integer, got ${value}`);
  return Number(value);
}
