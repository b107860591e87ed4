import { readFileSync, readdirSync } from 'node:fs';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseStudy } from '../../src/study/parseStudy.ts';
import { studyJsonSchema } from '../../src/study/schema.ts';
import { studyFields } from '../../src/study/studyFields.ts';
import { studyTemplate } from '../../src/study/studyTemplate.ts';

const EXPERIMENTS = new URL('../../experiments/', import.meta.url);

describe('studyTemplate', () => {
  const template = studyTemplate();

  it('is a valid study as it is', () => {
    expect(parseStudy(template, 'template.yaml').realizations.channels).toBe(10);
  });

  it('names every field of the schema, with its description', () => {
    for (const { path, description } of studyFields()) {
      expect(template).toMatch(new RegExp(`^ *(# *)?${path.at(-1)}:`, 'm'));
      expect(template).toContain(description);
    }
  });

  it('shows defaults: the study is the same with its required fields alone', () => {
    const { title, schemes, sweep, realizations } = parse(template) as Record<string, { channels?: number }>;
    const short = { title, schemes, sweep, realizations: { channels: realizations?.channels } };
    expect(parseStudy(JSON.stringify(short), 'short.yaml')).toEqual(parseStudy(template, 'template.yaml'));
  });
});

describe('studyJsonSchema', () => {
  const schema = z.fromJSONSchema(studyJsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);
  const study = {
    title: 'x',
    schemes: 'BLP-CBF',
    sweep: { thresholdDb: { 'BLP-CBF': 3 } },
    realizations: { channels: 1 },
  };

  it('accepts every shipped study, single values in place of lists, and the template', () => {
    const files = readdirSync(EXPERIMENTS).map((name) => readFileSync(new URL(name, EXPERIMENTS), 'utf8'));
    expect(files.length).toBeGreaterThan(5);
    for (const text of [...files, studyTemplate()]) expect(schema.safeParse(parse(text)).error).toBeUndefined();
    expect(schema.safeParse(study).success).toBe(true);
  });

  it('refuses unknown keys, unknown schemes, values out of range and missing sections', () => {
    for (const fault of [
      { colour: 'red' },
      { schemes: ['BLP'] },
      { schemes: [] },
      { realizations: {} },
      { realizations: undefined },
      { scenario: { cells: 0 } },
      { sweep: { rho: 2 } },
    ])
      expect(schema.safeParse({ ...study, ...fault }).success, JSON.stringify(fault)).toBe(false);
  });
});
