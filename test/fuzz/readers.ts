import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { plotStudy } from '../../src/analysis/figures/plotStudy.ts';
import { writeReport } from '../../src/analysis/report/writeReport.ts';
import { exportParquet } from '../../src/analysis/exportParquet.ts';
import { IsacError } from '../../src/errors.ts';
import { extractDesign } from '../../src/study/extractDesign.ts';
import { finishStudy } from '../../src/study/finishStudy.ts';
import { runStudy } from '../../src/study/runner.ts';
import type { Study } from '../../src/study/schema.ts';
import { studyStatus } from '../../src/study/studyStatus.ts';
import { verifyStudy } from '../../src/study/verify/verifyStudy.ts';
import { faultOfError, faultOfText } from './judge.ts';
import { requireThat, Wrong } from './kinds/kind.ts';

/** What a reader of a study directory says: the whole of it, or that something is wrong there. */
export interface Said {
  readonly text: string;
  /** It refused the directory, or names a fault in it. */
  readonly fault: boolean;
}

interface Reader {
  /** Reads a directory and writes into `out` alone. */
  readonly read: (root: string, study: Study, out: string) => Said | Promise<Said>;
  /** The command that does the same in the folder of the directory `study`. */
  readonly command: readonly string[];
}

const right = (value: unknown): Said => ({ text: JSON.stringify(value), fault: false });

/** Everything that reads a study directory, by its name. */
export const READERS = {
  status: {
    command: ['status', 'study'],
    read: (root) => {
      const status = studyStatus(root);
      const { missing, failed, damaged } = status;
      return { text: JSON.stringify(status), fault: missing.length + failed.length + damaged.length > 0 };
    },
  },
  verify: {
    command: ['verify', 'study'],
    read: (root) => {
      const report = verifyStudy(root);
      return { text: JSON.stringify({ ...report, directory: '' }), fault: report.findingCount > 0 || !report.complete };
    },
  },
  report: {
    command: ['report', 'study', '--out', 'report.html'],
    read: (root, _study, out) => right(readFileSync(writeReport(root, join(out, 'report.html')).file, 'utf8')),
  },
  plot: {
    command: ['plot', 'study', '--out', 'figures', '--format', 'json,svg'],
    read: async (root, _study, out) => {
      const options = { formats: ['json'], select: [], band: 'confidence', medians: 'all' } as const;
      const { files } = await plotStudy(root, { ...options, out: join(out, 'figures') });
      return right(files.map((file) => readFileSync(file, 'utf8')));
    },
  },
  export: {
    command: ['export', 'study', '--parquet', '--out', 'parquet'],
    read: (root, _study, out) => {
      exportParquet(root, { out: join(out, 'parquet') });
      return right(filesOf(join(out, 'parquet')));
    },
  },
  extract: {
    command: ['extract', 'study', '--row', '0', '--out', 'design.json'],
    read: (root) => right(extractDesign(root, 0n)),
  },
  run: {
    command: ['run', 'study.yaml', '--out', 'study'],
    read: async (root, study) => {
      await runStudy(study, { out: root });
      return right(filesOf(join(root, 'data')));
    },
  },
  finish: {
    command: ['finish', 'study'],
    read: (root) => right(finishStudy(root)),
  },
} satisfies Record<string, Reader>;

export type ReaderName = keyof typeof READERS;
export const READER_NAMES = Object.keys(READERS) as ReaderName[];

/** What a reader says; where it refuses, its message. Any error but an `IsacError` is thrown with the reader's name. */
export async function saidBy(name: ReaderName, root: string, study: Study, out: string): Promise<Said> {
  try {
    return await READERS[name].read(root, study, out);
  } catch (error) {
    if (error instanceof Wrong) throw error;
    if (!(error instanceof IsacError)) throw new Wrong(`${name}: ${faultOfError(error)}`);
    const fault = faultOfText(error.message);
    requireThat(fault === null, `${name}: ${fault}`);
    return { text: error.message, fault: true };
  }
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => `${file.slice(folder.length)} ${createHash('sha256').update(readFileSync(file)).digest('hex')}`);
}
