import { existsSync, linkSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { interrupted, refused, systemFault } from '../systemErrors.ts';
import { ChunkLedger } from './chunkLedger.ts';
import { type Chunk, chunkFile } from './chunks.ts';
import type { ChunkFiles } from './computeChunks.ts';
import { type FailureLine, type ManifestLine, writerManifest } from './manifest.ts';
import { requireLayout } from './requireLayout.ts';
import type { TableName } from './tables/tableNames.ts';
import {
  makeFolder,
  makeLastFolder,
  removeMade,
  syncFolder,
  syncFolders,
  writeFilesSynced,
  writeSynced,
} from './syncedFiles.ts';

/** So many files are open at once while chunks are written. */
const MOST_OPEN = 64;

/** How often files are written anew whose temporary directory another writer has taken away. */
const MOST_ATTEMPTS = 3;
/** Stores that this process has opened: two of them may write the same directory. */
let opened = 0;

/** A chunk that is to be written. */
export interface FinishedChunk {
  readonly chunk: Chunk;
  readonly result: ChunkFiles;
}

/**
 * The files of one study directory. A table file appears complete or not at all: it is written to a sibling temporary
 * directory, synced and renamed; a chunk is then listed in this writer's manifest with its checksums.
 */
export class ChunkStore {
  /** Of the study directory. */
  readonly root: string;
  readonly #temporary: string;
  readonly #manifest: string;
  /** False while the manifest may end within a line. */
  #endsWithLine = false;
  /** What this directory holds. */
  readonly ledger: ChunkLedger;

  /** @throws InputError when the directory cannot be made or written, or something else is in the place of what belongs there. */
  constructor(root: string, tables: readonly TableName[]) {
    this.root = root;
    const writer = `${hostname()}-${process.pid}`;
    this.#temporary = join(root, `.tmp-${writer}-${++opened}`);
    this.#manifest = join(root, writerManifest(hostname(), process.pid));
    const made: string[] = [];
    try {
      requireLayout(root, tables);
      for (const name of ['manifest', ...tables.map((t) => join('data', t))])
        made.push(...makeFolder(join(root, name)));
      makeLastFolder(this.#temporary);
      writeSynced(join(this.#temporary, 'probe'), new Uint8Array(1), 'w');
    } catch (error) {
      this.close();
      removeMade(made);
      throw refused(`--out ${root}: cannot write there`, error);
    }
    this.#removeStale();
    this.ledger = new ChunkLedger(root, tables);
  }

  /** Removes temporary directories of writers of this host that no longer run. */
  #removeStale(): void {
    const prefix = `.tmp-${hostname()}-`;
    for (const name of readdirSync(this.root)) {
      if (!name.startsWith(prefix)) continue;
      const pid = Number.parseInt(name.slice(prefix.length), 10);
      if (pid === process.pid || isRunning(pid)) continue;
      this.#removeFolder(join(this.root, name));
    }
  }

  /** Where the disk refuses, a later run does. */
  #removeFolder(folder: string): void {
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (!systemFault(error)) throw error;
    }
  }

  /**
   * Writes and lists some chunks: the bytes of their files are on the disk before they have their names, and the names before the manifest tells
   * of them. The disk is waited for three times or so, whatever the number of chunks, and not by this thread. Not to be called again before the
   * promise is settled.
   *
   * @throws ResumableError when the disk refuses; chunks that are not listed then are computed again by the next run.
   */
  async write(chunks: readonly FinishedChunk[]): Promise<void> {
    let [at] = chunks;
    const again = new Set(chunks.filter(({ chunk }) => this.ledger.isComputedAgain(chunk)));
    try {
      const files = chunks.flatMap((own) => own.result.files.map((file) => ({ own, ...file })));
      for (let first = 0; first < files.length; first += MOST_OPEN) {
        const some = files.slice(first, first + MOST_OPEN).map(({ own, table, bytes }) => ({
          own,
          bytes,
          file: join(this.#temporary, `${table}-${chunkFile(own.chunk)}`),
          final: this.ledger.path(table, own.chunk),
        }));
        at = some[0]?.own;
        await this.#inTemporary(async () => {
          await writeFilesSynced(some, 'w');
          for (const { file, final, own } of some) {
            at = own;
            // old and new files never stand side by side: a kill here leaves a chunk that is missing
            if (again.delete(own)) this.discard(own.chunk);
            renameSync(file, final);
          }
        });
      }
      await syncFolders([...new Set(files.map(({ table, own }) => dirname(this.ledger.path(table, own.chunk))))]);
      const lines = chunks.map(({ chunk, result }): ManifestLine => ({
        chunk: chunk.id,
        files: result.files.map(({ table, rows, sha256 }) => ({ table, rows, sha256 })),
        ...(result.failed > 0 ? { failed: result.failed } : {}),
        seconds: result.seconds,
        host: hostname(),
      }));
      const bytes = this.#manifestLines(lines);
      await writeFilesSynced([{ file: this.#manifest, bytes }], 'a');
      this.#endsWithLine = true;
      for (const line of lines) this.ledger.add(line);
    } catch (error) {
      throw interrupted(`chunk ${at?.chunk.id}: cannot be written`, error);
    }
  }

  /**
   * Runs a write that can be repeated, again where the temporary directory was taken away under it: the writer that finds the study complete removes those of
   * all, and one in another process namespace may take it for stale.
   */
  async #inTemporary(write: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        makeLastFolder(this.#temporary); // not what is above it: a study directory that was removed stays so
        await write();
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempt === MOST_ATTEMPTS) throw error;
      }
    }
  }

  /** Lists a chunk that could not be computed, for `isac-mc status`. @throws ResumableError when the disk refuses. */
  writeFailure(chunk: Chunk, error: string): void {
    const line: FailureLine = { chunk: chunk.id, error, host: hostname() };
    try {
      writeSynced(this.#manifest, this.#manifestLines([line]), 'a');
    } catch (refusal) {
      throw interrupted(`chunk ${chunk.id}: cannot be listed as failed`, refusal);
    }
    this.#endsWithLine = true;
  }

  /** Lines to be appended, after a line break where a writer of the same name was stopped within its last line. */
  #manifestLines(lines: readonly (ManifestLine | FailureLine)[]): Uint8Array {
    const cut =
      !this.#endsWithLine && existsSync(this.#manifest) && !/(^|\n)$/.test(readFileSync(this.#manifest, 'utf8'));
    this.#endsWithLine = false;
    return new TextEncoder().encode(`${cut ? '\n' : ''}${lines.map((line) => `${JSON.stringify(line)}\n`).join('')}`);
  }

  /** Writes a file once, whole or not at all; false when it exists already. @throws ResumableError when the disk refuses. */
  writeOnce(name: string, text: string): boolean {
    const temporary = join(this.#temporary, name);
    try {
      makeLastFolder(this.#temporary);
      writeSynced(temporary, new TextEncoder().encode(text), 'w');
      linkSync(temporary, join(this.root, name));
      syncFolder(this.root);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw interrupted(`${join(this.root, name)}: cannot be written`, error);
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
      throw interrupted(`chunk ${chunk.id}: cannot be removed`, error);
    }
  }

  /** Removes a file of the study directory if it is there. */
  withdraw(name: string): void {
    const file = join(this.root, name);
    if (!existsSync(file)) return;
    rmSync(file);
    syncFolder(this.root);
  }

  /** Removes temporary directories of all writers, also of hosts that crashed: nothing in them is needed any more. */
  removeTemporary(): void {
    for (const name of readdirSync(this.root)) if (name.startsWith('.tmp-')) this.#removeFolder(join(this.root, name));
  }

  /** Removes this writer's temporary directory. */
  close(): void {
    this.#removeFolder(this.#temporary);
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
