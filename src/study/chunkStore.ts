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
import type { TableName } from './schema.ts';
import type { TableFile } from './tables/studyTables.ts';

/** A line of manifest/<writer>.jsonl. */
interface ManifestLine {
  readonly chunk: number;
  readonly files: { readonly table: string; readonly rows: number; readonly sha256: string }[];
  readonly seconds: number;
  readonly host: string;
}

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
  readonly #listed = new Map<number, ManifestLine>();

  /** @throws InputError when the directory cannot be made or written. */
  constructor(root: string, tables: readonly TableName[]) {
    this.#root = root;
    this.#tables = tables;
    const writer = `${hostname()}-${process.pid}`;
    this.#temporary = join(root, `.tmp-${writer}`);
    this.#manifest = join(root, 'manifest', `${writer}.jsonl`);
    try {
      mkdirSync(join(root, 'manifest'), { recursive: true });
      for (const t of tables) mkdirSync(join(root, 'data', t), { recursive: true });
      mkdirSync(this.#temporary, { recursive: true });
      writeSynced(join(this.#temporary, 'probe'), new Uint8Array(1), 'w');
    } catch (error) {
      throw new InputError(
        `--out ${root}: cannot write there (${error instanceof Error ? error.message : String(error)})`,
        'choose another directory with --out',
      );
    }
    this.#removeStale();
    this.#readManifests();
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

  #readManifests(): void {
    const folder = join(this.#root, 'manifest');
    for (const name of readdirSync(folder).sort()) {
      if (!name.endsWith('.jsonl')) continue;
      const text = readFileSync(join(folder, name), 'utf8');
      for (const line of text.split('\n')) {
        if (line === '') continue;
        try {
          const entry = JSON.parse(line) as ManifestLine;
          this.#listed.set(entry.chunk, entry);
        } catch {
          // a line cut by a kill: its chunk counts as not listed and is checked from its files
          continue;
        }
      }
    }
  }

  /** Path of a chunk's file of a table. */
  path(table: TableName, chunk: Chunk): string {
    return join(this.#root, 'data', table, chunkFile(chunk));
  }

  /**
   * True when every table of the chunk is there; files are the truth, a listed file must match its checksum.
   *
   * @throws ResumableError on a file that differs from its checksum.
   */
  isDone(chunk: Chunk): boolean {
    if (!this.#tables.every((t) => existsSync(this.path(t, chunk)))) return false;
    const entry = this.#listed.get(chunk.id);
    if (!entry) return false; // killed between rename and listing: recomputing gives the same bytes
    for (const { table, sha256: expected } of entry.files) {
      const file = join(this.#root, 'data', table, chunkFile(chunk));
      if (!existsSync(file)) return false;
      if (sha256(readFileSync(file)) !== expected)
        throw new ResumableError(
          `${file} does not match its checksum`,
          'delete this file and run the same command again',
        );
    }
    return true;
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
      writeSynced(this.#manifest, new TextEncoder().encode(`${JSON.stringify(line)}\n`), 'a');
      this.#listed.set(chunk.id, line);
    } catch (error) {
      throw new ResumableError(
        `chunk ${chunk.id}: cannot be written (${error instanceof Error ? error.message : String(error)})`,
        'nothing is lost: make room and run the same command again',
      );
    }
  }

  /** Writes a file once, whole or not at all; false when it exists already. */
  writeOnce(name: string, text: string): boolean {
    const temporary = join(this.#temporary, name);
    writeSynced(temporary, new TextEncoder().encode(text), 'w');
    try {
      linkSync(temporary, join(this.#root, name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
    syncFolder(this.#root);
    return true;
  }

  /** Text of a file of the study directory, null when it is not there. */
  read(name: string): string | null {
    const file = join(this.#root, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : null;
  }

  /** Removes this writer's temporary directory. */
  close(): void {
    rmSync(this.#temporary, { recursive: true, force: true });
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
