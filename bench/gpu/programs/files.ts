import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { ConicSolveAttributes } from '../../../src/conic/kernels/conicSolve.ts';
import { arraysOf, type RecordedBatch } from './record.ts';

/** Answers of the emulated kernel for the first programs of a kind. */
export interface EmulatedAnswers {
  /** Threads a program: the order of sums, and with it the bytes, depend on it. */
  readonly threads: number;
  readonly tolerance: number;
  /** Hash of the sources that the emulator was built from. */
  readonly sources: string;
  /** [programs][5 + stateSize]. */
  readonly answers: Float64Array;
}

/** Recorded programs of one kind. */
export interface RecordedKind {
  readonly name: string;
  readonly antennas: number;
  readonly batch: RecordedBatch;
  readonly emulated: EmulatedAnswers | null;
}

interface Entry {
  readonly name: string;
  readonly antennas: number;
  /** Stem of its files. */
  readonly file: string;
  readonly programs: number;
  readonly attributes: Omit<ConicSolveAttributes, 'descriptor'> & { readonly descriptor: readonly number[] };
  readonly emulated: Omit<EmulatedAnswers, 'answers'> | null;
}

const INDEX = 'index.json';

/** Writes programs into a folder: an index, and gzipped float64 of the inputs, objectives and statuses, and of the emulator's answers. */
export function writePrograms(folder: string, kinds: readonly RecordedKind[]): void {
  mkdirSync(folder, { recursive: true });
  const entries = kinds.map(({ name, antennas, batch, emulated }): Entry => {
    const file = name.replace(/[^\w.]+/g, '-');
    const numbers = [...arraysOf(batch.data), batch.objective, batch.status];
    writeFileSync(join(folder, `${file}.f64.gz`), zipped(numbers));
    if (emulated) writeFileSync(join(folder, `${file}.answers.f64.gz`), zipped([emulated.answers]));
    return {
      name,
      antennas,
      file,
      programs: batch.programs,
      attributes: { ...batch.attributes, descriptor: [...batch.attributes.descriptor] },
      emulated: emulated && { threads: emulated.threads, tolerance: emulated.tolerance, sources: emulated.sources },
    };
  });
  writeFileSync(join(folder, INDEX), `${JSON.stringify(entries)}\n`);
}

/** Programs that `writePrograms` wrote, or undefined where there are none. */
export function readPrograms(folder: string): RecordedKind[] | undefined {
  if (!existsSync(join(folder, INDEX))) return undefined;
  const entries = JSON.parse(readFileSync(join(folder, INDEX), 'utf8')) as Entry[];
  return entries.map(({ name, antennas, file, programs, attributes, emulated }) => {
    const numbers = unzipped(join(folder, `${file}.f64.gz`));
    let at = 0;
    const take = (each: number): Float64Array => numbers.slice(at, (at += programs * each));
    const { rows, entries: coefficients, groups } = attributes;
    const batch: RecordedBatch = {
      programs,
      attributes: { ...attributes, descriptor: Int32Array.from(attributes.descriptor) },
      data: {
        batch: programs,
        rhs: take(rows),
        entries: take(coefficients),
        groups: groups.map(({ size, count, vectors, terms, dense }) => ({
          vectors: take(count * vectors * size * 2),
          weights: take(count * terms * 2),
          dense: take(count * dense * size * size * 2),
        })),
      },
      objective: take(1),
      status: take(1),
    };
    return {
      name,
      antennas,
      batch,
      emulated: emulated && { ...emulated, answers: unzipped(join(folder, `${file}.answers.f64.gz`)) },
    };
  });
}

function zipped(parts: readonly Float64Array[]): Buffer {
  return gzipSync(Buffer.concat(parts.map((p) => new Uint8Array(p.buffer, p.byteOffset, p.byteLength))));
}

function unzipped(file: string): Float64Array {
  const bytes = gunzipSync(readFileSync(file));
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
