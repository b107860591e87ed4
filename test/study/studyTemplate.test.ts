import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sha256 } from '../../src/study/hash.ts';
import { parseStudy } from '../../src/study/parseStudy.ts';
import { studyJsonSchema } from '../../src/study/schema.ts';
import { studyFields } from '../../src/study/studyFields.ts';
import { studyTemplate } from '../../src/study/studyTemplate.ts';
import { complexNpy } from './channelStudy.ts';
import { temporaryFolder } from './tinyStudy.ts';

const EXPERIMENTS = new URL('../../experiments/', import.meta.url);

/** What a field that is off goes with: values of other fields, undefined for none. */
const NEEDS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'scenario.channelFile': { 'scenario.channelModel': 'file' },
  'scenario.channelSha256': { 'scenario.channelModel': 'file', 'scenario.channelFile': 'channels.npy' },
  'scenario.channelFileLimitGiB': { 'scenario.channelModel': 'file', 'scenario.channelFile': 'channels.npy' },
  'scenario.userAnglesDeg': { 'scenario.channelModel': 'lineOfSight' },
  'sweep.rho': { 'sweep.thresholdDb': undefined },
  'sweep.pskOrder': { schemes: ['SLP-CBF'], robustness: ['guaranteedSum'] },
  'stop.below': { 'stop.statistic': 'proportion' },
  'stop.range': { 'stop.statistic': 'mean' },
};
/** Fields whose examples are their defaults. */
const OUTPUT = ['output.perUser', 'output.smallest', 'output.sinrGridDb'];
const SHOWN_DEFAULTS = ['scenario.maxLeakage', 'output.tables', ...OUTPUT];

type Mapping = Record<string, unknown>;

function put(study: Mapping, path: string, value: unknown): void {
  const [section = '', key] = path.split('.');
  if (key === undefined) study[section] = value;
  else (study[section] as Mapping)[key] = value;
}

function at(study: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Mapping)[key], study);
}

/** The template without the # of the lines of a field. */
function uncommented(template: string, path: string): string {
  const [section = '', key] = path.split('.');
  const lines = template.split('\n');
  const start = lines.findIndex((line) => new RegExp(`^#?${section}:`).test(line));
  const own = key === undefined ? start : lines.findIndex((line, i) => i > start && line.startsWith(`  #${key}:`));
  expect(lines[own], path).toMatch(/^ *#\w/);
  let end = own + 1;
  while (lines[own]?.endsWith('|') && lines[end]?.startsWith('#')) end++;
  return lines.map((line, i) => (i >= own && i < end ? line.replace('#', '') : line)).join('\n');
}

describe('studyTemplate', () => {
  const template = studyTemplate();
  const fields = studyFields();
  const prose = template.replaceAll(/\s*\n *# +/g, ' ');
  const isOff = (path: readonly string[]): boolean => {
    const value = path.reduce<unknown>((v, key) => (v as Mapping | undefined)?.[key], parse(template));
    return value === undefined;
  };

  it('is a valid study as it is', () => {
    expect(parseStudy(template, 'template.yaml').realizations.channels).toBe(10);
  });

  it('names every field of the schema, with its description and that of its named values', () => {
    for (const { path, description, choices } of fields) {
      expect(template).toMatch(new RegExp(`^ *#?${path.at(-1)}:`, 'm'));
      expect(prose).toContain(description);
      for (const { meaning } of choices) expect(prose).toContain(meaning);
    }
  });

  it('has lines of at most 100 columns', () => {
    for (const line of template.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  });

  it('shows defaults: the study is the same with its required fields, its CSI error and its robustness alone', () => {
    const { title, schemes, sweep, realizations, robustness } = parse(template) as Record<
      string,
      { channels?: number }
    >;
    expect(robustness).toEqual(['exact']);
    const scenario = { csiErrorRadius: 0.01 };
    const short = { title, schemes, sweep, realizations: { channels: realizations?.channels }, scenario, robustness };
    expect(parseStudy(JSON.stringify(short), 'short.yaml')).toEqual(parseStudy(template, 'template.yaml'));
  });

  it('sets every field that has a default and can be stated in this study', () => {
    const off = fields.filter((f) => f.fallback !== undefined && isOff(f.path)).map((f) => f.path.join('.'));
    expect(off).toEqual([
      'scenario.channelFileLimitGiB',
      'stop.probability',
      'stop.minimum',
      'stop.confidence',
      ...OUTPUT,
    ]);
  });

  describe('is valid with a field that is off', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'study.yaml');
    const channels = complexNpy(
      [10, 2, 2, 3, 6],
      Float64Array.from({ length: 1440 }, (_, i) => Math.sin(i)),
    );
    writeFileSync(join(folder, 'channels.npy'), channels);
    const before = parseStudy(template, 'template.yaml');
    const off = fields.filter((f) => isOff(f.path) && !f.section).map((f) => f.path.join('.'));

    it.each(off)('%s', (path) => {
      const [section = ''] = path.split('.');
      const needed = fields.filter((f) => f.path[0] === section && isOff(f.path) && (f.required || f.section));
      const names = new Set([...(isOff([section]) ? needed.map((f) => f.path.join('.')) : []), path]);
      const text = [...names].sort().reduce(uncommented, template);
      const given = parse(text) as Mapping;
      const example = at(given, path);
      expect(example).not.toBeNull();
      for (const [name, value] of Object.entries(NEEDS[path] ?? {})) put(given, name, value);
      if (section === 'stop') put(given, 'realizations.channels', 300);
      if (path === 'scenario.channelSha256') put(given, path, sha256(channels));
      const study = parseStudy(JSON.stringify(given), file);
      if (path === 'scenario.channelFile') expect(at(study, path)).toBe(join(folder, 'channels.npy'));
      else expect(at(study, path)).toEqual(at(given, path));
      if (SHOWN_DEFAULTS.includes(path)) expect(study).toEqual(before);
      else expect(study).not.toEqual(before);
    });
  });
});

describe('studyFields', () => {
  it('have a meaning for each of the names that a field may have', () => {
    const named = studyFields().filter(({ path, values }) => / \| /.test(values) && path.at(-1) !== 'pskOrder');
    expect(named.length).toBeGreaterThan(8);
    for (const { path, values, choices } of named) {
      const names = values.replace(/, or a list of such$/, '').split(' | ');
      expect(
        choices.map((c) => c.value),
        path.join('.'),
      ).toEqual(names);
      for (const { meaning } of choices) expect(meaning).not.toBe('');
    }
  });

  it('are described by sentences', () => {
    for (const { path, description } of studyFields()) expect(description, path.join('.')).toMatch(/^[A-Z].*\.$/);
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
