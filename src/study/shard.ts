import * as z from 'zod';
import { InputError } from '../errors.ts';
import type { Chunk } from './chunks.ts';

/** One of several parts of a study's chunks. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  /** Number of parts. */
  readonly count: number;
  /** Name of the environment variable that the shard was taken from; none where the user named the shard. */
  readonly variable?: string;
}

/** More than any cluster has tasks. */
const MOST_SHARDS = 999_999_999;

/** A shard of a call: index from 1 to count. */
export const shardSchema = z
  .strictObject({ index: z.int().positive().max(MOST_SHARDS), count: z.int().positive().max(MOST_SHARDS) })
  .refine(({ index, count }) => index <= count, {
    path: ['index'],
    error: ({ input }) => {
      const { index, count } = input as Shard;
      return `expected at most count = ${count}, got ${index}`;
    },
  });

/**
 * Reads `i/n` with 1 <= i <= n.
 *
 * @throws InputError on anything else.
 */
export function parseShard(text: string): Shard {
  const [, index, count] = /^(\d{1,9})\/(\d{1,9})$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (!shardSchema.safeParse(shard).success)
    throw new InputError(`--shard: expected i/n with 1 <= i <= n, for example 1/4, got ${text}`);
  return shard;
}

/**
 * The shard that a task of a Slurm job array (SLURM_ARRAY_TASK_ID, _MIN, _MAX, _STEP, _COUNT) or of a Kubernetes Indexed Job
 * (JOB_COMPLETION_INDEX, and JOB_COMPLETIONS, which the manifest has to set) has to do; undefined elsewhere. The scripts of
 * `isac-mc submit` name the shard with --shard and do not need it.
 *
 * @throws InputError when the variables do not tell the shard.
 */
export function shardFromEnvironment(environment: NodeJS.ProcessEnv): Shard | undefined {
  const read = (name: string): number | undefined => {
    const text = environment[name];
    if (text === undefined || text === '') return undefined;
    if (!/^\d+$/.test(text))
      throw new InputError(`${name}: expected a whole number, got ${text}`, 'name the shard with --shard i/n');
    return Number(text);
  };
  const task = read('SLURM_ARRAY_TASK_ID');
  if (task !== undefined) {
    const count = read('SLURM_ARRAY_TASK_COUNT');
    const [least, step] = [read('SLURM_ARRAY_TASK_MIN') ?? 0, read('SLURM_ARRAY_TASK_STEP') ?? 1];
    const placeOf = (number: number): number => (number - least) / step + 1;
    const most = read('SLURM_ARRAY_TASK_MAX');
    // where the last number is not that of equal steps, as in --array=1,2,9, some shards would be nobody's
    const isEven = most === undefined || placeOf(most) === count;
    return checked(
      { index: placeOf(task), count: isEven ? count : undefined, variable: 'SLURM_ARRAY_TASK_ID' },
      `array task ${task} of ${count ?? 'an unknown number'}`,
    );
  }
  const completion = read('JOB_COMPLETION_INDEX');
  if (completion === undefined) return undefined;
  const count = read('JOB_COMPLETIONS');
  return checked(
    { index: completion + 1, count, variable: 'JOB_COMPLETION_INDEX' },
    `completion index ${completion} of ${count ?? 'an unknown number (JOB_COMPLETIONS is not set)'}`,
  );
}

function checked(shard: Omit<Shard, 'count'> & { count: number | undefined }, what: string): Shard {
  const { index, count } = shard;
  if (count !== undefined && shardSchema.safeParse({ index, count }).success) return { ...shard, count };
  throw new InputError(
    `expected tasks numbered in equal steps, got ${what}: cannot tell the shard`,
    'name the shard with --shard i/n; --shard 1/1 computes all',
  );
}

/** The chunks of a shard: every `count`-th one, so that shards of the first chunks are done first everywhere. */
export function chunksOfShard(chunks: readonly Chunk[], shard: Shard | undefined): Chunk[] {
  return chunks.filter((c) => shard === undefined || c.id % shard.count === shard.index - 1);
}
