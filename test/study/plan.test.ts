import { describe, expect, it } from 'vitest';
import { chunkFile, limitChunks, studyChunks } from '../../src/study/chunks.ts';
import { studyGrid } from '../../src/study/grid.ts';
import { canonicalJson, studyHash } from '../../src/study/hash.ts';
import { parseStudy } from '../../src/study/parseStudy.ts';
import { TINY, tinyStudy } from './tinyStudy.ts';

const WIDE = `title: wide
schemes: [BLP-CBF, BLP-CoMP]
design: [paper, joint]
robustness: [none, guaranteed]
sweep: { txAntennas: [4, 6], frameLength: [30, 40], csiErrorRadius: [0, 0.01], thresholdDb: { BLP-CBF: [5, 10], BLP-CoMP: 20 } }
realizations: { channels: 1 }
`;

describe('studyGrid', () => {
  const points = studyGrid(parseStudy(WIDE, 'wide.yaml'));

  it('numbers the points of nested loops, the threshold fastest', () => {
    const expected: unknown[] = [];
    for (const [scheme, thresholds] of [
      ['BLP-CBF', [5, 10]],
      ['BLP-CoMP', [20]],
    ] as const)
      for (const design of ['paper', 'joint'])
        for (const robustness of ['none', 'guaranteed'])
          for (const n of [4, 6])
            for (const l of [30, 40])
              for (const d of [0, 0.01])
                for (const g of thresholds) expected.push([expected.length, scheme, design, robustness, n, l, d, g]);
    expect(points).toHaveLength(96);
    expect(
      points.map((p) => [
        p.index,
        p.scheme,
        p.design,
        p.robustness,
        p.scenario.txAntennas,
        p.scenario.frameLength,
        p.scenario.csiErrorRadius,
        p.thresholdDb,
      ]),
    ).toEqual(expected);
  });

  it('gives thresholds in linear units and no weight', () => {
    expect(points.every((p) => p.rho === null && p.form.kind === 'threshold')).toBe(true);
    const [first] = points;
    expect(first?.form).toEqual({ kind: 'threshold', threshold: 10 ** 0.5 });
  });

  it('gives weights and no threshold in the weighted form', () => {
    const weighted = studyGrid(tinyStudy((t) => t.replace('thresholdDb: [5, 60]', 'rho: [0, 0.5, 1]')));
    expect(weighted.map((p) => [p.rho, p.thresholdDb, p.form])).toEqual(
      [0, 0.5, 1].map((rho) => [rho, null, { kind: 'weighted', rho }]),
    );
  });

  it('is the same in every call', () => {
    expect(studyGrid(parseStudy(WIDE, 'wide.yaml'))).toEqual(points);
  });
});

describe('studyChunks', () => {
  const chunksOf = (channels: number) =>
    studyChunks(tinyStudy((t) => t.replace('channels: 3', `channels: ${channels}`)));

  it.each([1, 2, 255, 256, 257, 1000, 10_007])(
    'covers %i realizations without gap or overlap in at most 256 chunks',
    (channels) => {
      const chunks = chunksOf(channels);
      expect(chunks.length).toBeLessThanOrEqual(256);
      expect(chunks.map((c) => c.id)).toEqual(chunks.map((_, i) => i));
      expect(chunks[0]?.first).toBe(0);
      expect(chunks.at(-1)?.end).toBe(channels);
      chunks.slice(1).forEach((c, i) => expect(c.first).toBe(chunks[i]?.end));
      expect(chunks.every((c) => c.end > c.first)).toBe(true);
      if (channels <= 256) expect(chunks).toHaveLength(channels);
    },
  );

  it('keeps its boundaries under any limit', () => {
    const chunks = chunksOf(1000);
    for (const limit of [1, 4, 5, 999, 1000, 5000]) {
      const some = limitChunks(chunks, limit);
      expect(some).toEqual(chunks.slice(0, some.length));
      expect(some.at(-1)?.end).toBeGreaterThanOrEqual(Math.min(limit, 1000));
      expect(some.at(-1)?.first).toBeLessThan(limit);
    }
    expect(limitChunks(chunks, undefined)).toEqual(chunks);
  });

  it('names files so that they sort as their chunks', () => {
    const names = chunksOf(256).map(chunkFile);
    expect(names[12]).toBe('part-00012.arrow');
    expect(names.toSorted()).toEqual(names);
  });
});

describe('studyHash', () => {
  const hash = (text: string): string => studyHash(parseStudy(text, 's.yaml'));
  const base = hash(TINY);

  it('is 64 hex digits and does not depend on the title or on the order of keys', () => {
    expect(base).toMatch(/^[0-9a-f]{64}$/);
    expect(hash(TINY.replace('title: tiny', 'title: another'))).toBe(base);
    expect(hash(`${TINY.split('\n').toReversed().join('\n')}\n`)).toBe(base);
    expect(hash(TINY.replace('usersPerCell: 1, txAntennas: 2', 'txAntennas: 2, usersPerCell: 1'))).toBe(base);
  });

  it('does not depend on whether a default is written out', () => {
    expect(hash(TINY.replace('errors: 4', 'errors: 4, errorLaw: ball'))).toBe(base);
  });

  it('changes with every number, name and list order', () => {
    const changes: [string, string][] = [
      ["'3'", "'4'"],
      ['usersPerCell: 1', 'usersPerCell: 2'],
      ['txAntennas: 2', 'txAntennas: 3'],
      ['rxAntennas: 2', 'rxAntennas: 3'],
      ['frameLength: 4', 'frameLength: 5'],
      ['csiErrorRadius: 0.01', 'csiErrorRadius: 0.010000000000000002'],
      ['schemes: BLP-CBF', 'schemes: BLP-CoMP'],
      ['design: joint', 'design: paper'],
      ['robustness: guaranteed', 'robustness: paper'],
      ['[5, 60]', '[5, 61]'],
      ['[5, 60]', '[60, 5]'],
      ['channels: 3', 'channels: 4'],
      ['errors: 4', 'errors: 5'],
      ['errors: 4', 'errors: 4, errorLaw: sphere'],
    ];
    const hashes = changes.map(([a, b]) => {
      expect(TINY).toContain(a);
      return hash(TINY.replace(a, b));
    });
    expect(new Set([base, ...hashes]).size).toBe(changes.length + 1);
    expect(hash(`${TINY}solver: { tolerance: 1e-7 }\n`)).not.toBe(base);
  });

  it('writes canonical JSON: sorted keys, undefined left out', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: undefined })).toBe('{"b":[1,{"c":"x","d":null}]}');
  });
});
