import { existsSync, linkSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { InputError, ResumableError } from '../errors.ts';
import { ChunkLedger } from './chunkLedger.ts';
import { type Chunk, chunkFile } from './chunks.ts';
import type { ChunkFiles } from './computeChunks.ts';
import type { FailureLine, ManifestLine } from './manifest.ts';
import type { TableName } from './schema.ts';
import { makeFolder, syncFolder, writeSynced } from './syncedFiles.ts';

/**
 * The files of one study directory. A table file appears complete or not at all: it is written to a sibling temporary
 * directory, synced and renamed; a chunk is then listed in this writer's manifest with its checksums.
 */
export class ChunkStore {
  readonly #root: string;
  readonly #temporary: string;
  readonly #manifest: string;
  /** What this directory holds. */
  readonly ledger: ChunkLedger;

  /** @throws InputError when the directory cannot be made or written. */
  constructor(root: string, tables: readonly TableName[]) {
    this.#root = root;
    const writer = `${hostname()}-${process.pid}`;
    this.#temporary = join(root, `.tmp-${writer}`);
    this.#manifest = join(root, 'manifest', `${writer}.jsonl`);
    try {
      makeFolder(join(root, 'manifest'));
      for (const t of tables) makeFolder(join(root, 'data', t));
      makeFolder(this.#temporary);
      writeSynced(join(this.#temporary, 'probe'), new Uint8Array(1), 'w');
    } catch (error) {
      throw new InputError(
        `--out ${root}: cannot write there (${error instanceof Error ? error.message : String(error)})`,
        'make it writable, or choose another directory with --out',
      );
    }
    this.#removeStale();
    this.ledger = new ChunkLedger(root, tables);
  }

  /** Removes temporary directories of writers of this host that no longer run. */
  #removeStale(): void {
    const prefix = `.tmp-${hostname()}-`;
    for (const name of readdirSync(this.#root)) {
      if (!name.startsWith(prefix)) continue;
      const pid = Number(name.slice(prefix.length));
      if (pid === process.pid || isRunning(pid)) continue;
      rmSync(join(this.#root, name), { recursive: true, force: true });
    }
  }

  /** Writes and lists a chunk. @throws ResumableError when the disk refuses. */
  write(chunk: Chunk, { files, seconds }: Pick<ChunkFiles, 'files' | 'seconds'>): void {
    try {
      makeFolder(this.#temporary); // a writer in another process namespace may have taken it for stale
      for (const { table, bytes } of files) {
        const temporary = join(this.#temporary, `${table}-${chunkFile(chunk)}`);
        const final = this.ledger.path(table, chunk);
        writeSynced(temporary, bytes, 'w');
        renameSync(temporary, final);
        syncFolder(dirname(final));
      }
      const line: ManifestLine = {
        chunk: chunk.id,
        files: files.map(({ table, rows, sha256 }) => ({ table, rows, sha256 })),
        seconds,
        host: hostname(),
      };
      this.#append(line);
      this.ledger.add(line);
    } catch (error) {
      throw new ResumableError(
        `chunk ${chunk.id}: cannot be written (${error instanceof Error ? error.message : String(error)})`,
        'nothing is lost: make room and run the same command again',
      );
    }
  }

  /** Lists a chunk that could not be computed, for `isac-mc status`. @throws Error when the disk refuses. */
  writeFailure(chunk: Chunk, error: string): void {
    const line: FailureLine = { chunk: chunk.id, error, host: hostname() };
    this.#append(line);
  }

  #append(line: ManifestLine | FailureLine): void {
    writeSynced(this.#manifest, new TextEncoder().encode(`${this.#separator()}${JSON.stringify(line)}\n`), 'a');
  }

  /** A line break where an earlier writer of the same name was killed within its last line. */
  #separator(): string {
    return existsSync(this.#manifest) && !/(^|\n)$/.test(readFileSync(this.#manifest, 'utf8')) ? '\n' : '';
  }

  /** Writes a file once, whole or not at all; false when it exists already. @throws ResumableError when the disk refuses. */
  writeOnce(name: string, text: string): boolean {
    const temporary = join(this.#temporary, name);
    try {
      writeSynced(temporary, new TextEncoder().encode(text), 'w');
      linkSync(temporary, join(this.#root, name));
      syncFolder(this.#root);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw new ResumableError(
        `${join(this.#root, name)}: cannot be written (${error instanceof Error ? error.message : String(error)})`,
        'nothing is lost: make room and run the same command again',
      );
    } finally {
      rmSync(temporary, { force: true }); // the same file as the published one: a later write must not reach it
    }
  }

  /** Removes the files of a chunk that the study does not need. @throws ResumableError when the disk refuses. */
  discard(chunk: Chunk): void {
    try {
      for (const file of this.ledger.paths(chunk).filter((f) => existsSync(f))) {
        rmSync(file, { force: true }); // another writer may be quicker
        syncFolder(dirname(file));
      }
    } catch (error) {
      throw new ResumableError(
        `chunk ${chunk.id}: cannot be removed (${error instanceof Error ? error.message : String(error)})`,
        'run the same command again',
      );
    }
  }

  /** Removes a file of the study directory if it is there. */
  withdraw(name: string): void {
    const file = join(this.#root, name);
    if (!existsSync(file)) return;
    rmSync(file);
    syncFolder(this.#root);
  }

  /** Removes temporary directories of all writers, also of hosts that crashed: nothing in them is needed any more. */
  removeTemporary(): void {
    for (const name of readdirSync(this.#root))
      if (name.startsWith('.tmp-')) rmSync(join(this.#root, name), { recursive: true, force: true });
  }

  /** Removes this writer's temporary directory; where the disk refuses, a later run does. */
  close(): void {
    try {
      rmSync(this.#temporary, { recursive: true, force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error; // anything but a fault of the disk
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
