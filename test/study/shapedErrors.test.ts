import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exactOutage } from '../../src/model/outage/exactOutage.ts';
import { exactWorstCase } from '../../src/model/exactWorstCase.ts';
import { leastAccepted } from '../../src/model/claimChecks.ts';
import { readInstance } from '../../src/problems/instance.ts';
import { evaluatePrecoders } from '../../src/problems/evaluatePrecoders.ts';
import { openChannelFile } from '../../src/study/channelFile/openChannelFile.ts';
import { extractDesign } from '../../src/study/extractDesign.ts';
import { studyHash } from '../../src/study/hash.ts';
import { parseStudy } from '../../src/study/parseStudy.ts';
import { runStudy } from '../../src/study/runner.ts';
import type { Study } from '../../src/study/schema.ts';
import { verifyStudy } from '../../src/study/verify/verifyStudy.ts';
import { FOLDER, measuredChannels, shapedStudyText } from './channelFile/measured.ts';
import { dataBytes, readRows, temporaryFolder } from './tinyStudy.ts';

const shapedStudy = (file: string, change?: (t: string) => string, folder = FOLDER): Study =>
  parseStudy(shapedStudyText(file, change), join(folder, 'study.yaml'));

/** Element k of realization i is (k mod 7)/8 + i/4 - j (k mod 5)/16 (generate.py). */
const expectedShape = (i: number): number[] =>
  Array.from({ length: 36 }, (_, k) => [(k % 7) / 8 + i / 4, 0 - (k % 5) / 16]).flat();

describe('array errorShape of a channel file', () => {
  it.each(['shaped.npz', 'shaped.arrow', 'shaped-constant.npz'])('%s gives S of every link', (name) => {
    const file = openChannelFile(shapedStudy(name));
    for (let i = 0; i < 3; i++) {
      const { channels, errorShape } = file.realization(i);
      expect([...channels]).toEqual(measuredChannels(i));
      expect([...(errorShape ?? [])]).toEqual(expectedShape(name === 'shaped.npz' || name === 'shaped.arrow' ? i : 0));
    }
  });

  it('is not read, and not part of the study, unless it is asked for', () => {
    const plain = shapedStudy('shaped.npz', (t) => t.replace('errorShape: file', 'errorShape: identity'));
    expect(openChannelFile(plain).realization(1)).not.toHaveProperty('errorShape');
    const silent = shapedStudy('shaped.npz', (t) => t.replace('  errorShape: file\n', ''));
    expect(plain).toEqual(silent);
    expect(studyHash(plain)).not.toBe(studyHash(shapedStudy('shaped.npz')));
  });

  it.each([
    ['plain.npy', (t: string) => t, /expected a \.npz, \.arrow or \.feather file with errorShape beside channels, got/],
    ['complex128.npz', (t: string) => t, /expected an array errorShape, or errorShape_re and errorShape_im, got/],
    ['nested.arrow', (t: string) => t, /expected a column errorShape, got channels/],
    [
      'shaped.npz',
      (t: string) => t.replace('sweep:', 'robustness: [none, guaranteedSum]\nsweep:'),
      /:\d+:\d+: robustness.*: expected none or exact with scenario\.errorShape: file, .* got guaranteedSum/,
    ],
    [
      'shaped.npz',
      (t: string) => t.replace(/ {2}channelModel.*\n.*\n/, ''),
      /scenario\.errorShape: expected identity unless channelModel is file, got file with rayleigh/,
    ],
    [
      'shaped.npz',
      (t: string) => t.replace('csiErrorRadius: 0.05', 'csiErrorRadius: 0'),
      /scenario\.errorShape: expected a csiErrorRadius above 0 with it, got 0/,
    ],
  ])('refuses %s where it does not fit (%#)', (name, change, message) => {
    expect(() => shapedStudy(name, change)).toThrow(message);
  });
});

describe('a study of shaped errors', () => {
  const root = temporaryFolder();
  const exact = (t: string): string =>
    t.replace('errors: 20', 'errors: 20, errorLaw: gaussian, outage: exact, frames: 20') +
    'output: { tables: [designs, precoders, errors, ser], perUser: true }\n';

  it('evaluates every design under S u, whatever the file', async () => {
    const bytes = [];
    for (const name of ['shaped.npz', 'shaped.arrow']) {
      const out = join(root, name);
      await runStudy(shapedStudy(name, exact), { out });
      bytes.push([...dataBytes(out).values()]);
      expect(verifyStudy(out)).toMatchObject({ findings: [] });
    }
    expect(bytes[0]?.length).toBeGreaterThan(0);
    const rows = readRows(join(root, 'shaped.npz'), 'designs');
    const designs = rows.filter((row) => row['worst_exact_sinr_db'] !== null);
    expect(designs.length).toBeGreaterThan(3);
    for (const row of designs) {
      const {
        study: _s,
        errorDraw,
        ...instance
      } = extractDesign(join(root, 'shaped.npz'), row['design_id'] as bigint, {
        draw: 3,
      }) as Record<string, unknown> & { errorDraw: { smallestDb: number } };
      const read = readInstance(instance);
      const { scenario, realization, evaluation } = read;
      const i = Number(row['realization']);
      expect([...(realization.errorShape ?? [])]).toEqual(expectedShape(i));
      const [cooperation, vectors] = [evaluation?.coMP ? 'comp' : 'cbf', evaluation?.vectors] as const;
      if (!vectors) throw new Error('expected vectors');
      const { sinr } = exactWorstCase(
        scenario,
        realization.channels,
        vectors,
        cooperation,
        0.05,
        realization.errorShape,
      );
      expect(row['worst_exact_sinr_db']).toBeCloseTo(10 * Math.log10(Math.min(...sinr)), 9);
      const { smallest } = exactOutage(scenario, realization.channels, vectors, cooperation, {
        threshold: leastAccepted(10 ** 0.5),
        errorShape: realization.errorShape,
      });
      expect(row['outage_exact']).toBeCloseTo(smallest, 9);
      const drawn = readRows(join(root, 'shaped.npz'), 'errors').find(
        (e) => e['design_id'] === row['design_id'] && e['error'] === 3,
      );
      expect(errorDraw.smallestDb).toBeCloseTo(drawn?.['sinr_db'] as number, 3);
      expect(evaluatePrecoders(read)?.exactWorstCase.d).toBe(0.05);
    }
  });

  it('has designs that hold for all errors S u, with bounds and proofs', async () => {
    const change = (t: string): string =>
      t
        .replace('sweep: { thresholdDb: 5 }', 'robustness: [none, exact]\nsweep: { thresholdDb: [5, 80] }')
        .replace('0.05', '0.02')
        .replace('channels: 3,', 'channels: 2,') +
      'output: { tables: [designs, precoders, certificates, convergence] }\n';
    const out = join(root, 'exact');
    await runStudy(shapedStudy('shaped.npz', change), { out });
    const report = verifyStudy(out);
    expect(report).toMatchObject({ findings: [], proven: { infeasible: 8, bounded: 8 } });
    for (const row of readRows(out, 'designs').filter((r) => r['threshold_db'] === 5)) {
      expect(row).toMatchObject({ status: 'optimal', meets_claim: true });
      if (row['robustness'] !== 'exact') continue;
      expect(row['holds_over_ball']).toBe(true);
      expect(row['worst_exact_sinr_db']).toBeGreaterThan(5 - 1e-6);
    }
  });

  it('a number that is not finite fails its draw alone, and is named', async () => {
    const bytes = readFileSync(join(FOLDER, 'shaped.arrow'));
    const place = bytes.indexOf(Buffer.from(Float64Array.from(expectedShape(1)).buffer));
    expect(place).toBeGreaterThan(0);
    bytes.writeDoubleLE(Number.NaN, place + 16);
    writeFileSync(join(root, 'nan.arrow'), bytes);
    await runStudy(shapedStudy('nan.arrow', undefined, root), { out: join(root, 'nan') });
    const rows = readRows(join(root, 'nan'), 'designs');
    expect(rows.map((row) => row['status'] === 'failed')).toEqual([false, false, true, true, false, false]);
    expect(rows[2]?.['failure']).toMatch(/errorShape\[1, 0, 0, 0, 0, 1\]: expected a finite number, got NaN/);
  });

  it('symbol-level designs too', async () => {
    copyFileSync(join(FOLDER, 'shaped.npz'), join(root, 'symbol.npz'));
    const change = (t: string): string => t.replace('[BLP-CBF, BLP-CoMP]', '[SLP-CBF, SLP-CoMP]');
    const out = join(root, 'symbol');
    await runStudy(shapedStudy('symbol.npz', change, root), { out });
    expect(verifyStudy(out)).toMatchObject({ findings: [] });
    for (const row of readRows(out, 'designs'))
      if (row['worst_exact_sinr_db'] !== null)
        expect(row['worst_exact_sinr_db']).toBeLessThanOrEqual((row['worst_sampled_sinr_db'] as number) + 1e-9);
  });
});
