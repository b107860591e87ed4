import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runStudy } from '../../../src/study/runner.ts';
import type { Study } from '../../../src/study/schema.ts';
import type { CellValue } from '../../../src/study/tables/column.ts';
import { verifyStudy } from '../../../src/study/verify/verifyStudy.ts';
import { type ChannelDraw, channelStudy } from '../channelStudy.ts';
import { temporaryFolder } from '../tinyStudy.ts';
import { copyOf, forgeRows } from './tamper.ts';

const SYSTEM = { cells: 2, usersPerCell: 1, txAntennas: 2, rxAntennas: 2, frameLength: 4, csiErrorRadius: 0.01 };
const BODY = 'schemes: BLP-CBF\nsweep: { thresholdDb: [0, 5] }';
const MESSAGE = 'channels[0, 0, 0, 0, 0]: expected a finite number, got NaN';
const sound = (): void => undefined;
const notANumber = ({ link }: ChannelDraw): void => {
  link(0, 0, 0)[0] = Number.NaN;
};

/** Directories in whose chunk 0 both draws failed, and both were computed. */
const folders = { failed: temporaryFolder(), computed: temporaryFolder() };
const studies: { failed?: Study; computed?: Study } = {};

beforeAll(async () => {
  studies.failed = channelStudy(folders.failed, SYSTEM, [notANumber, sound], BODY).study;
  studies.computed = channelStudy(folders.computed, SYSTEM, [sound, sound], BODY).study;
  await runStudy(studies.failed, { out: join(folders.failed, 'out') });
  await runStudy(studies.computed, { out: join(folders.computed, 'out') });
});

type Row = Record<string, CellValue>;

/** Findings after the rows of table designs were changed with renewed checksums, as `column: expected, found`. */
function findingsOf(kind: 'failed' | 'computed', change: (rows: Row[]) => Row[]): string[] {
  const copy = copyOf(join(folders[kind], 'out'));
  forgeRows(copy, studies[kind] as Study, 'designs', change);
  return verifyStudy(copy).findings.map((f) => `${f.file} ${f.column}: ${f.expected}, ${f.found}`);
}

/** Changes the first row. */
const first =
  (changed: Row) =>
  ([row, ...rest]: Row[]): Row[] => [{ ...row, ...changed }, ...rest];

describe('verification of failed rows', () => {
  it('counts them and finds nothing in what a run wrote', () => {
    expect(verifyStudy(join(folders.failed, 'out'))).toMatchObject({ findings: [], failedRows: 2, recomputed: 2 });
    expect(verifyStudy(join(folders.computed, 'out'))).toMatchObject({ findings: [], failedRows: 0, recomputed: 4 });
  });

  it.each<[string, Row, string]>([
    ['another message than the channels tell', { failure: 'it was cold' }, `failure: ${MESSAGE}, it was cold`],
    ['no message', { failure: null }, 'failure: a message of one line, null'],
    ['a message of two lines', { failure: 'a\nb' }, 'failure: a message of one line, a\nb'],
    ['a number', { rcrb_deg: 1.5 }, 'rcrb_deg: null, 1.5'],
    ['a count of iterations', { solver_iterations: 3 }, 'solver_iterations: null, 3'],
    ['another status', { status: 'infeasible' }, 'status: failed, infeasible'],
    ['another point', { threshold_db: 7 }, 'threshold_db: 0, 7'],
  ])('finds %s', (_, changed, finding) => {
    expect(findingsOf('failed', first(changed)).join('\n')).toContain(finding);
  });

  it('finds a computed design that is called failed, by its rows elsewhere and by the counts', () => {
    const findings = findingsOf('computed', first({ status: 'failed', failure: 'made up' })).join('\n');
    expect(findings).toContain('no rows of design 0, which failed');
    expect(findings).toContain('manifest null: 1 failed rows of chunk 0, 0');
    expect(findings).toContain('_SUCCESS failed: 1, 0');
  });

  it('finds a message beside a design', () => {
    expect(findingsOf('computed', first({ failure: 'odd' })).join('\n')).toContain(
      'failure: null unless status is failed, odd',
    );
  });

  it('finds another number in _SUCCESS', () => {
    const copy = copyOf(join(folders.failed, 'out'));
    const file = join(copy, '_SUCCESS');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"failed":2', '"failed":0'));
    const [finding] = verifyStudy(copy).findings;
    expect(finding).toMatchObject({ file: '_SUCCESS', column: 'failed', expected: '2', found: '0' });
  });
});
