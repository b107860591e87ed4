import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { InputError, ResumableError } from '../errors.ts';
import { type Chunk, chunkFile } from './chunks.ts';
import { type ManifestLine, readManifests } from './manifest.ts';
import type { TableName } from './schema.ts';
import type { TableFile } from './tables/studyTables.ts';

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Makes a directory and what is missing above it (Node's own recursion never ends below /proc). */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // another writer may have been quicker
  }
}

function writeSynced(file: string, bytes: Uint8Array, flags: string): void {
  const fd = openSync(file, flags);
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * The files of one study directory. A table file appears complete or not at all: it is written to a sibling temporary
 * directory, synced and renamed; a chunk is then listed in this writer's manifest with its checksums.
 */
export class ChunkStore {
  readonly #root: string;
  readonly #tables: readonly TableName[];
  readonly #temporary: string;
  readonly #manifest: string;
  /** Lines of a chunk, one for each time that a writer finished it. */
  readonly #listed = new Map<number, ManifestLine[]>();

  /** @throws InputError when the directory cannot be made or written. */
  constructor(root: string, tables: readonly TableName[]) {
    this.#root = root;
    this.#tables = tables;
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
        'choose another directory with --out',
      );
    }
    this.#removeStale();
    for (const line of readManifests(root)) this.#list(line);
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

  #list(line: ManifestLine): void {
    this.#listed.set(line.chunk, [...(this.#listed.get(line.chunk) ?? []), line]);
  }

  /** Path of a chunk's file of a table. */
  path(table: TableName, chunk: Chunk): string {
    return join(this.#root, 'data', table, chunkFile(chunk));
  }

  /**
   * True when every table of the chunk is there and listed; files are the truth, and each must match a checksum that a
   * writer listed for it.
   *
   * @throws ResumableError on a file that matches none.
   */
  isDone(chunk: Chunk): boolean {
    const lines = this.#listed.get(chunk.id);
    if (!lines) return false; // killed between rename and listing: computing again gives the same bytes
    if (!this.#tables.every((t) => existsSync(this.path(t, chunk)))) return false;
    return this.#tables.every((table) => {
      const expected = lines.flatMap((l) => l.files.filter((f) => f.table === table).map((f) => f.sha256));
      if (expected.length === 0) return false;
      const file = this.path(table, chunk);
      if (!expected.includes(sha256(readChunkFile(file))))
        throw new ResumableError(
          `${file}: expected the checksum listed in ${join(this.#root, 'manifest')}, got another one: the file is damaged`,
          'delete this file and run the same command again',
        );
      return true;
    });
  }

  /** Writes and lists a chunk. @throws ResumableError when the disk refuses. */
  write(chunk: Chunk, files: readonly TableFile[], seconds: number): void {
    try {
      for (const { table, bytes } of files) {
        const temporary = join(this.#temporary, `${table}-${chunkFile(chunk)}`);
        const final = this.path(table, chunk);
        writeSynced(temporary, bytes, 'w');
        renameSync(temporary, final);
        syncFolder(dirname(final));
      }
      const line: ManifestLine = {
        chunk: chunk.id,
        files: files.map((f) => ({ table: f.table, rows: f.rows, sha256: sha256(f.bytes) })),
        seconds,
        host: hostname(),
      };
      writeSynced(this.#manifest, new TextEncoder().encode(`${this.#separator()}${JSON.stringify(line)}\n`), 'a');
      this.#list(line);
    } catch (error) {
      throw new ResumableError(
        `chunk ${chunk.id}: cannot be written (${error instanceof Error ? error.message : String(error)})`,
        'nothing is lost: make room and run the same command again',
      );
    }
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

  /** Removes a file of the study directory if it is there. */
  withdraw(name: string): void {
    const file = join(this.#root, name);
    if (!existsSync(file)) return;
    rmSync(file);
    syncFolder(this.#root);
  }

  /** Removes this writer's temporary directory. */
  close(): void {
    rmSync(this.#temporary, { recursive: true, force: true });
  }
}

function readChunkFile(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new ResumableError(
      `${file}: cannot be read (${error instanceof Error ? error.message : String(error)})`,
      'make it readable, or delete it, and run the same command again',
    );
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
