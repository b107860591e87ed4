import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ResumableError } from '../errors.ts';
import { systemFault } from '../systemErrors.ts';
import { type Chunk, chunkFile } from './chunks.ts';
import { sha256 } from './hash.ts';
import { type FailureLine, type ManifestLine, readManifests } from './manifest.ts';
import { readRegularFile } from './readRegularFile.ts';
import type { TableName } from './tables/tableNames.ts';

/** A table file that is not what was written, or cannot be read. */
export interface DamagedFile {
  readonly kind: 'damaged';
  /** Its path. */
  readonly file: string;
  readonly reason: string;
  readonly hint: string;
}

/** What the files of a study directory say about a chunk. `missing` is also one that a kill left half written. */
export type ChunkState =
  | { readonly kind: 'done'; readonly line: ManifestLine }
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly error: string; readonly host: string }
  | DamagedFile;

/** What a damaged file asks for. */
const COMPUTE_AGAIN = 'delete this file and run the study again: its chunk is computed anew';

/**
 * Reads a study directory and changes nothing there: which chunks are done, by the table files and by the checksums that
 * every writer lists in the manifests.
 */
export class ChunkLedger {
  readonly #root: string;
  readonly #tables: readonly TableName[];
  /** Lines of a chunk, one for each time that a writer finished it. */
  #listed = new Map<number, ManifestLine[]>();
  #failed = new Map<number, FailureLine>();
  /** Lines of a chunk that list every file of it that was read. */
  #agreeing = new Map<number, readonly ManifestLine[]>();
  /** Chunks whose checksums were compared by this process. */
  readonly #verified = new Map<number, ManifestLine>();
  /** Chunks that are to be computed again. */
  readonly #again = new Set<number>();

  constructor(root: string, tables: readonly TableName[]) {
    this.#root = root;
    this.#tables = tables;
    this.refresh();
  }

  /** Reads the manifests again: other writers may have finished chunks. */
  refresh(): void {
    this.#listed = new Map();
    this.#failed = new Map();
    this.#agreeing = new Map();
    const { finished, failed } = readManifests(this.#root);
    for (const line of finished) this.#list(line);
    for (const line of failed) this.#failed.set(line.chunk, line);
  }

  #list(line: ManifestLine): void {
    this.#agreeing.delete(line.chunk);
    const lines = this.#listed.get(line.chunk);
    if (lines) lines.push(line);
    else this.#listed.set(line.chunk, [line]);
  }

  /** Lines of a chunk, one for each time that a writer finished it. */
  lines(chunk: Chunk): readonly ManifestLine[] {
    return this.#listed.get(chunk.id) ?? [];
  }

  /** Path of a chunk's file of a table. */
  path(table: TableName, chunk: Chunk): string {
    return join(this.#root, 'data', table, chunkFile(chunk));
  }

  /** Paths of all files of a chunk. */
  paths(chunk: Chunk): string[] {
    return this.#tables.map((table) => this.path(table, chunk));
  }

  /** A chunk that is there is to be computed again: it counts as missing until this process has written it. */
  computeAgain(chunk: Chunk): void {
    this.#again.add(chunk.id);
  }

  /** True from `computeAgain` until the chunk is written. */
  isComputedAgain(chunk: Chunk): boolean {
    return this.#again.has(chunk.id);
  }

  /** Takes note of a chunk that this process has just written. */
  add(line: ManifestLine): void {
    this.#again.delete(line.chunk);
    this.#list(line);
    this.#verified.set(line.chunk, line);
  }

  /** True when every table of the chunk is there and listed; reads no table file. */
  isListed(chunk: Chunk): boolean {
    if (this.#again.has(chunk.id)) return false;
    return this.#tables.every((table) => this.#sums(table, chunk).length > 0 && existsSync(this.path(table, chunk)));
  }

  /** Those of some chunks that `isListed`, by one look into each folder. */
  listedAmong(chunks: readonly Chunk[]): Chunk[] {
    const names = new Map(this.#tables.map((table) => [table, namesIn(join(this.#root, 'data', table))]));
    return chunks.filter(
      (chunk) =>
        !this.#again.has(chunk.id) &&
        this.#tables.every(
          (table) =>
            this.#sums(table, chunk).length > 0 &&
            (names.get(table)?.has(chunkFile(chunk)) ?? existsSync(this.path(table, chunk))),
        ),
    );
  }

  /** True when all of these chunks are done. @throws ResumableError on a damaged file. */
  areDone(chunks: readonly Chunk[]): boolean {
    // the cheap look at all chunks first: of many shards only the last reads the others' files
    return (
      this.listedAmong(chunks).length === chunks.length &&
      chunks.every((chunk) => isDoneState(this.#stateOfListed(chunk)))
    );
  }

  /** Checksums that writers listed for a chunk's file of a table. */
  #sums(table: TableName, chunk: Chunk): string[] {
    return this.lines(chunk).flatMap((l) => l.files.filter((f) => f.table === table).map((f) => f.sha256));
  }

  /** State of a chunk. Files are the truth, and each must match a checksum that a writer listed for it. */
  state(chunk: Chunk): ChunkState {
    if (!this.isListed(chunk)) {
      // killed between rename and listing: computing again gives the same bytes
      const failure = this.#failed.get(chunk.id);
      return failure ? { kind: 'failed', error: failure.error, host: failure.host } : { kind: 'missing' };
    }
    return this.#stateOfListed(chunk);
  }

  #stateOfListed(chunk: Chunk): ChunkState {
    const known = this.#verified.get(chunk.id);
    if (known) return { kind: 'done', line: known };
    let agreeing = this.lines(chunk);
    for (const table of this.#tables) {
      const found = this.#open(table, chunk);
      if (found.kind !== 'whole') return found;
      agreeing = agreeing.filter((l) => lists(l, table, found.sum));
    }
    // a chunk that was computed again has several lines; files of two of them together are those of a run that was killed between them
    const line = agreeing.at(-1);
    if (!line) return { kind: 'missing' };
    this.#verified.set(chunk.id, line);
    return { kind: 'done', line };
  }

  /** Bytes of a chunk's file of a table, if they have a checksum that a writer listed for it. */
  #open(
    table: TableName,
    chunk: Chunk,
  ):
    | { readonly kind: 'whole'; readonly bytes: Uint8Array; readonly sum: string }
    | { readonly kind: 'missing' }
    | DamagedFile {
    const expected = this.#sums(table, chunk);
    if (expected.length === 0) return { kind: 'missing' };
    const file = this.path(table, chunk);
    let bytes: Uint8Array;
    try {
      bytes = readRegularFile(file);
    } catch (error) {
      const fault = systemFault(error);
      return {
        kind: 'damaged',
        file,
        reason: `cannot be read (${error instanceof Error ? error.message : String(error)})`,
        // the file may be whole where the machine is at fault
        hint: fault?.resumable
          ? `${fault.hint}, then run the same command again`
          : 'make it readable, or delete it, and run the study again',
      };
    }
    const sum = sha256(bytes);
    if (expected.includes(sum)) return { kind: 'whole', bytes, sum };
    return {
      kind: 'damaged',
      file,
      reason: `expected the checksum listed in ${join(this.#root, 'manifest')}, got another one: the file is damaged`,
      hint: COMPUTE_AGAIN,
    };
  }

  /**
   * Bytes of a chunk's file of a table, as they were written: the one way to the content of a table file. A file that nobody listed is no result, even if it is
   * whole: its writer was killed before it could vouch for it.
   *
   * @returns null where the chunk is not listed with this table.
   * @throws ResumableError naming the file where it is damaged, cannot be read, or was not written together with the files of the chunk that were read before.
   */
  read(table: TableName, chunk: Chunk): Uint8Array | null {
    const found = this.#open(table, chunk);
    if (found.kind === 'damaged') throw refusal(found);
    if (found.kind === 'missing') return null;
    const agreeing = (this.#agreeing.get(chunk.id) ?? this.lines(chunk)).filter((l) => lists(l, table, found.sum));
    if (agreeing.length === 0)
      throw new ResumableError(
        `${this.path(table, chunk)}: expected the file that was written with the others of chunk ${chunk.id}, got that of another run`,
        'run the study again: the chunk is computed anew where its files are those of two runs',
      );
    this.#agreeing.set(chunk.id, agreeing);
    return found.bytes;
  }

  /** True when the chunk is done. @throws ResumableError on a damaged file. */
  isDone(chunk: Chunk): boolean {
    return isDoneState(this.state(chunk));
  }

  /** As `isDone`, after a look at what other writers have listed since the manifests were read. */
  isDoneByNow(chunk: Chunk): boolean {
    if (!this.paths(chunk).every((file) => existsSync(file))) return false;
    if (!this.#listed.has(chunk.id)) this.refresh();
    return this.isDone(chunk);
  }
}

/** @throws ResumableError on a damaged file. */
function isDoneState(state: ChunkState): boolean {
  if (state.kind === 'damaged') throw refusal(state);
  return state.kind === 'done';
}

/** Names in a folder; null where the system does not tell them. */
function namesIn(folder: string): Set<string> | null {
  try {
    return new Set(readdirSync(folder));
  } catch (error) {
    if (systemFault(error)) return null;
    throw error;
  }
}

/** True where a line lists a file of a table with that checksum. */
function lists(line: ManifestLine, table: TableName, sum: string): boolean {
  return line.files.some((f) => f.table === table && f.sha256 === sum);
}

/** The error that names a damaged file. */
function refusal({ file, reason, hint }: DamagedFile): ResumableError {
  return new ResumableError(`${file}: ${reason}`, hint);
}
