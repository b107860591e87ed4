import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDesigns } from '../../src/analysis/readDesigns.ts';
import { numberRows, openStudySource, type StudySource } from '../../src/analysis/readStudyDirectory.ts';
import { shippedFile } from '../../src/cli/shippedStudies.ts';
import { packageRoot } from '../../src/packageRoot.ts';
import { median } from '../../src/model/median.ts';
import { chunkTasks } from '../../src/study/chunkTasks.ts';
import { studyGrid } from '../../src/study/grid.ts';
import { readStudy } from '../../src/study/parseStudy.ts';
import { temporaryFolder } from '../study/tinyStudy.ts';

const FEW = 4;
const TIMEOUT = 120_000;

/** Runs the first draws of a shipped study whose text is changed. */
function runChanged(name: string, change: (text: string) => string): StudySource {
  const folder = temporaryFolder();
  const [file, out] = [join(folder, 'study.yaml'), join(folder, 'out')];
  writeFileSync(file, change(readFileSync(shippedFile(name), 'utf8')));
  const main = join(packageRoot(), 'dist', 'cli', 'main.js');
  execFileSync(process.execPath, [main, 'run', file, '--limit', String(FEW), '--out', out], { stdio: 'ignore' });
  return openStudySource(out);
}

/** Adds a line to the scenario of a study that has none. */
function withScenario(line: string): (text: string) => string {
  return (text) => text.replace(/^seed:/m, `scenario: { ${line} }\nseed:`);
}

describe('what the notes say of other settings', () => {
  it('fig3: with the printed factor L the links raise the RCRB of blind designs far more', { timeout: TIMEOUT }, () => {
    const rises = ['single', 'frame'].map((snapshots) => {
      const few = (text: string): string =>
        withScenario(`interferenceSnapshots: ${snapshots}`)(text)
          .replace('[blind, joint]', '[blind]')
          .replace(/thresholdDb: \[.*?\]/, 'thresholdDb: 10');
      const { rows } = readDesigns(runChanged('fig3', few));
      return median(rows.map((r) => r.rcrbDeg / r.rcrbRelaxationDeg)) - 1;
    });
    expect(rises[0]).toBeLessThan(0.02);
    expect(rises[1]).toBeGreaterThan(0.1);
  });

  it(
    'fig9: with the printed factor L BLP-CBF falls from the first iteration to the second',
    { timeout: TIMEOUT },
    () => {
      const block = (text: string): string =>
        withScenario('interferenceSnapshots: frame')(text)
          .replace(/schemes: .*/, 'schemes: [BLP-CBF]')
          .replace('csiErrorRadius: [0, 0.01]', 'csiErrorRadius: 0');
      const source = runChanged('fig9', block);
      const { byId } = readDesigns(source);
      const falls = new Map<string, number[]>();
      const first = new Map<number, number>();
      for (const r of numberRows(source, 'convergence', ['design_id', 'iteration', 'rcrb_deg'])) {
        if (r.iteration === 1) first.set(r.design_id, r.rcrb_deg);
        if (r.iteration !== 2) continue;
        const design = byId.get(r.design_id)?.design ?? '';
        falls.set(design, [...(falls.get(design) ?? []), 1 - r.rcrb_deg / (first.get(r.design_id) ?? Number.NaN)]);
      }
      expect(Math.max(...(falls.get('joint') ?? []))).toBeGreaterThan(0.05);
      expect(Math.max(...(falls.get('paper') ?? []))).toBeGreaterThan(0.01);
    },
  );

  it('fig4: a notch at the own target with 6 receive antennas, a beam with 16', { timeout: TIMEOUT }, () => {
    const powers = [6, 16].map((antennas) => {
      const source = runChanged('fig4', (t) =>
        t.replace('txAntennas: 16', `txAntennas: 16\n  rxAntennas: ${antennas}`),
      );
      const { rows } = readDesigns(source);
      const id = rows.find((r) => r.scheme === 'BLP-CBF' && r.design === 'joint' && r.sweep.threshold_db === 40)?.id;
      const pattern = [...numberRows(source, 'beampatterns', ['design_id', 'bs', 'angle_deg', 'power_db'])].filter(
        (r) => r.design_id === id && r.bs === 0,
      );
      return [-50, -43, 60].map((angle) => pattern.find((r) => r.angle_deg === angle)?.power_db ?? Number.NaN);
    });
    const [notch, beam] = powers as [number[], number[]];
    expect((notch[1] ?? 0) - (notch[0] ?? 0)).toBeGreaterThan(20);
    expect((beam[0] ?? 0) - (beam[1] ?? 0)).toBeGreaterThan(3);
    // the leakage cap, 4 pi P, is about ten times what goes to the neighbour's target
    expect(10 * Math.log10(4 * Math.PI * 1e4) - (notch[2] ?? 0)).toBeCloseTo(10, 0);
  });
});

describe('figs. 5 and 6', () => {
  it('have the same draws of channels, gains and symbols at every point, so that they pair', () => {
    const [perfect, robust] = ['fig5', 'fig6'].map((name) => {
      const study = readStudy(shippedFile(name));
      return chunkTasks(study, studyGrid(study), { first: 0, end: 2 }).map(({ id, task, point }) => ({
        id,
        scheme: task.scheme,
        design: task.design,
        form: task.form,
        realization: task.realization,
        symbols: task.symbols,
        radius: point.scenario.csiErrorRadius,
      }));
    });
    expect(new Set(perfect?.map((t) => t.radius))).toEqual(new Set([0]));
    expect(new Set(robust?.map((t) => t.radius))).toEqual(new Set([0.01]));
    const without = (tasks: typeof perfect) => tasks?.map(({ radius: _radius, ...task }) => task);
    expect(without(robust)).toEqual(without(perfect));
  });
});
