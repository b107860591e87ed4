import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { chunksOfShard, parseShard, shardFromEnvironment } from '../../src/study/shard.ts';
import { studyChunks } from '../../src/study/chunks.ts';
import { tinyStudy } from './tinyStudy.ts';

describe('parseShard', () => {
  it('reads i/n', () => {
    expect(parseShard('1/1')).toEqual({ index: 1, count: 1 });
    expect(parseShard('7/12')).toEqual({ index: 7, count: 12 });
  });

  it.each(['0/4', '5/4', '1', '1/0', '-1/4', '1/4/2', 'a/b', '1.5/4', '', ' 1/4'])('refuses %j', (text) => {
    expect(() => parseShard(text)).toThrow(InputError);
    expect(() => parseShard(text)).toThrow(`--shard: expected i/n with 1 <= i <= n, for example 1/4, got ${text}`);
  });
});

describe('chunksOfShard', () => {
  const chunks = studyChunks(tinyStudy((t) => t.replace('channels: 3', 'channels: 1000')));

  it.each([1, 2, 3, 7, 64, 250, 251, 1000])('splits the chunks into %i disjoint parts of equal size', (count) => {
    const parts = Array.from({ length: count }, (_, i) => chunksOfShard(chunks, { index: i + 1, count }));
    const ids = parts.flat().map((c) => c.id);
    expect(ids.toSorted((a, b) => a - b)).toEqual(chunks.map((c) => c.id));
    const sizes = parts.map((p) => p.length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  it('is everything without a shard', () => {
    expect(chunksOfShard(chunks, undefined)).toEqual(chunks);
  });
});

describe('shardFromEnvironment', () => {
  it.each<[string, Record<string, string>, unknown]>([
    ['nothing', {}, undefined],
    ['empty variables', { SLURM_ARRAY_TASK_ID: '' }, undefined],
    [
      'a Slurm array from 0',
      { SLURM_ARRAY_TASK_ID: '2', SLURM_ARRAY_TASK_COUNT: '4', SLURM_ARRAY_TASK_MIN: '0' },
      { index: 3, count: 4, variable: 'SLURM_ARRAY_TASK_ID' },
    ],
    [
      'a Slurm array from 1',
      { SLURM_ARRAY_TASK_ID: '4', SLURM_ARRAY_TASK_COUNT: '4', SLURM_ARRAY_TASK_MIN: '1' },
      { index: 4, count: 4, variable: 'SLURM_ARRAY_TASK_ID' },
    ],
    [
      'a Slurm array in steps',
      {
        SLURM_ARRAY_TASK_ID: '20',
        SLURM_ARRAY_TASK_COUNT: '3',
        SLURM_ARRAY_TASK_MIN: '10',
        SLURM_ARRAY_TASK_STEP: '10',
      },
      { index: 2, count: 3, variable: 'SLURM_ARRAY_TASK_ID' },
    ],
    [
      'a Kubernetes Indexed Job',
      { JOB_COMPLETION_INDEX: '0', JOB_COMPLETIONS: '8' },
      { index: 1, count: 8, variable: 'JOB_COMPLETION_INDEX' },
    ],
  ])('reads %s', (_name, environment, expected) => {
    expect(shardFromEnvironment(environment)).toEqual(expected);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'an array with gaps',
      { SLURM_ARRAY_TASK_ID: '9', SLURM_ARRAY_TASK_COUNT: '3', SLURM_ARRAY_TASK_MIN: '1' },
      /expected tasks numbered in equal steps, got array task 9 of 3/,
    ],
    ...['1', '2'].map((task): [string, Record<string, string>, RegExp] => [
      `task ${task} of an array with unequal steps`,
      {
        SLURM_ARRAY_TASK_ID: task,
        SLURM_ARRAY_TASK_COUNT: '3',
        SLURM_ARRAY_TASK_MIN: '1',
        SLURM_ARRAY_TASK_MAX: '9',
        SLURM_ARRAY_TASK_STEP: '1',
      },
      /expected tasks numbered in equal steps/,
    ]),
    [
      'more tasks than there can be',
      { JOB_COMPLETION_INDEX: '99999999999999999998', JOB_COMPLETIONS: '99999999999999999999' },
      /cannot tell the shard/,
    ],
    ['an array of unknown size', { SLURM_ARRAY_TASK_ID: '9' }, /got array task 9 of an unknown number/],
    ['a completion index alone', { JOB_COMPLETION_INDEX: '1' }, /JOB_COMPLETIONS is not set/],
    ['a variable that is no number', { JOB_COMPLETION_INDEX: 'x' }, /JOB_COMPLETION_INDEX: expected a whole number/],
  ])('refuses %s', (_name, environment, message) => {
    expect(() => shardFromEnvironment(environment)).toThrow(InputError);
    expect(() => shardFromEnvironment(environment)).toThrow(message);
  });
});
