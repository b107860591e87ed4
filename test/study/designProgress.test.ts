import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { countPrograms } from '../../src/problems/solvedPrograms.ts';
import { countDesigns } from '../../src/study/designCounter.ts';
import { designProgress } from '../../src/study/designProgress.ts';
import { runStudy } from '../../src/study/runner.ts';
import { planStudy } from '../../src/study/studyPlan.ts';
import { dataBytes, temporaryFolder, tinyStudy } from './tinyStudy.ts';

const study = tinyStudy((t) => t.replace('channels: 3', 'channels: 6'));
const folder = temporaryFolder();

describe('designs of a run', () => {
  it.each([1, 2])('are counted up to the last one by %i workers, and change no byte', async (workers) => {
    const told: (readonly [number, number])[] = [];
    const out = join(folder, `told-${workers}`);
    const silent = join(folder, `silent-${workers}`);
    await runStudy(study, { out, workers, onDesigns: (done, total) => told.push([done, total]) });
    await runStudy(study, { out: silent });
    expect(told[0]).toEqual([0, 12]);
    expect(told.at(-1)).toEqual([12, 12]);
    const counts = told.map(([done]) => done);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(dataBytes(out)).toEqual(dataBytes(silent));
  });

  it('begin with what is done already', async () => {
    const out = join(folder, 'resumed');
    await runStudy(study, { out, limit: 4 });
    const told: (readonly [number, number])[] = [];
    await runStudy(study, { out, onDesigns: (done, total) => told.push([done, total]) });
    expect(told[0]).toEqual([8, 12]);
    expect(told.at(-1)).toEqual([12, 12]);
  });
});

describe('designProgress', () => {
  it('never falls: what a worker loses is made again', () => {
    const told: number[] = [];
    const plan = planStudy(study);
    const { tell, finish } = designProgress(plan, plan.chunks, plan.chunks, (done) => told.push(done));
    tell(1); // too soon after the first
    for (let i = 0; i < 6; i++) finish(0);
    expect(told).toEqual([0, 12]);
  });
});

describe('countDesigns', () => {
  it('counts batches, and within a batch by the programs of the designs before', () => {
    const own = tinyStudy();
    const told: number[] = [];
    const first = countDesigns(own, 4, (done) => told.push(done));
    countPrograms(10);
    first.add(3);
    first.add(-3); // they are designed again
    countPrograms(10);
    first.add(4);
    first.end();
    const second = countDesigns(own, 4, (done) => told.push(done));
    countPrograms(5);
    countPrograms(5);
    countPrograms(90);
    second.end();
    countPrograms(1); // nobody listens any more
    expect(told).toEqual([0, 3, 3, 3, 3, 1, 2, 3]);
  });
});
