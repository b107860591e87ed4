import * as z from 'zod';
import { InputError } from '../errors.ts';
import { type EstimateOptions, estimateRun as estimate, type RunEstimate } from '../study/estimate/estimateRun.ts';
import { finishStudy as finish } from '../study/finishStudy.ts';
import { parseStudy as parse, readStudy as read } from '../study/parseStudy.ts';
import { type RunOptions, type RunResult, runStudy as run } from '../study/runner.ts';
import { type Study, studyKeys, studySchema } from '../study/schema.ts';
import { shardSchema } from '../study/shard.ts';
import { type StudyStatus, studyStatus as status } from '../study/studyStatus.ts';
import { text } from './fields.ts';
import { requireArgument, requireOptions } from './requireArgument.ts';

const whole = z.int().positive();
/** A day of timing. */
const MOST_SECONDS = 86_400;
const runOptions = z.strictObject({
  out: text,
  limit: whole.optional(),
  shard: shardSchema.optional(),
  precision: z.enum(['fast', 'precise']).optional(),
  workers: whole.optional(),
  devices: z.array(text).min(1).optional(),
  batch: whole.optional(),
  onProgress: z.custom<RunOptions['onProgress']>((v) => typeof v === 'function', 'expected a function').optional(),
  onDesigns: z.custom<RunOptions['onDesigns']>((v) => typeof v === 'function', 'expected a function').optional(),
  signal: z.custom<AbortSignal>((v) => v instanceof AbortSignal, 'expected an AbortSignal').optional(),
});

const estimateOptions = runOptions
  .pick({ limit: true, precision: true, workers: true, devices: true })
  .extend({ seconds: z.number().positive().max(MOST_SECONDS).optional() });

/**
 * Reads and checks a study file.
 *
 * @throws InputError listing every fault as `file:line:column: field: expected ..., got ...`.
 */
export function readStudy(file: string): Study {
  requireArgument('file', file, text);
  return read(file);
}

/**
 * As `readStudy`, from the text of a file of that name. A channel file is opened: its path becomes absolute (it is relative to
 * the study file) and its checksum is filled in.
 *
 * @throws InputError as `readStudy`.
 */
export function parseStudy(studyText: string, file: string): Study {
  requireArgument('text', studyText, z.string());
  requireArgument('file', file, text);
  return parse(studyText, file);
}

/**
 * Runs or resumes a study on the backend of this process (`startBackend`): chunks in any order, each written atomically.
 * Their bytes depend neither on the workers nor on the shards, nor on what was done before.
 *
 * @param study as `readStudy` or `parseStudy` returns it, also with other values.
 * @throws InputError on an unknown or impossible field of the study or option, before anything is written; when the directory cannot be
 * written, holds another study, or results of another backend or of a stand-in for it, or when a device would have no worker.
 * @throws ResumableError when the run was interrupted, a file is damaged or a chunk could not be computed.
 */
export async function runStudy(study: Study, options: RunOptions): Promise<RunResult> {
  requireStudy(study);
  requireOptions(options, runOptions);
  // with the defaults of what is left out, and of its own: a later change of the caller's object does not reach the run
  return run(studySchema.parse(study), options);
}

/**
 * Estimates what a run of a study takes on the backend of this process (`startBackend`): time, memory, conic programs, and bytes of its tables. Some designs of every scheme,
 * design and robustness are computed, evaluated and put into tables, as in a run; nothing is written to the disk.
 *
 * @param study as `readStudy` or `parseStudy` returns it, also with other values.
 * @throws InputError on an unknown or impossible field of the study or option.
 */
export async function estimateRun(study: Study, options: EstimateOptions = {}): Promise<RunEstimate> {
  requireStudy(study);
  requireOptions(options, estimateOptions);
  return estimate(studySchema.parse(study), options);
}

function requireStudy(study: Study): void {
  requireArgument('study', study, studySchema, studyKeys);
  if (study.scenario?.channelFile !== undefined && study.scenario.channelSha256 === undefined)
    throw new InputError(
      'study.scenario.channelSha256: expected the checksum beside channelFile, got nothing',
      'readStudy and parseStudy fill it in',
    );
}

/**
 * Checks that every chunk of a study directory is done, each file by its checksum, and writes _SUCCESS; withdraws _SUCCESS
 * when it is there without reason. Of a complete study it also removes what crashed writers left.
 *
 * @returns the number of chunks of the study.
 * @throws InputError when the directory holds no study of this version.
 * @throws ResumableError when chunks are not done.
 */
export function finishStudy(root: string): number {
  requireArgument('root', root, text);
  return finish(root);
}

/**
 * Reads a study directory, compares every checksum, and changes nothing.
 *
 * @throws InputError when it holds no study of this version.
 */
export function studyStatus(root: string): StudyStatus {
  requireArgument('root', root, text);
  return status(root);
}
