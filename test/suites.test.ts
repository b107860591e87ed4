import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SUITES } from './suites.ts';

const root = new URL('../', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, root), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const files = readdirSync(fileURLToPath(new URL('test', root)), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => `test/${name.replaceAll('\\', '/')}`);

const OWN = 'test/suites.test.ts';

/** The patterns that a pattern with names in braces stands for. */
function expanded(pattern: string): string[] {
  const [, before = '', names, after = ''] = /^(.*?)\{(.*?)\}(.*)$/.exec(pattern) ?? [];
  if (names === undefined) return [pattern];
  return names.split(',').flatMap((name) => expanded(`${before}${name}${after}`));
}

function isMatch(pattern: string, file: string): boolean {
  const text = pattern
    .split(/(\*\*|\*)/)
    .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replaceAll('.', '\\.')))
    .join('');
  return new RegExp(`^${text}$`).test(file);
}

describe('the suites of tests', () => {
  it.each(Object.entries(SUITES))('%s: every pattern has a file', (_name, suite) => {
    for (const pattern of suite.files.flatMap(expanded))
      expect(
        files.some((file) => isMatch(pattern, file)),
        pattern,
      ).toBe(true);
  });

  it('replace modules only where no other file finds them loaded', () => {
    const listed = Object.values(SUITES).flatMap((suite) => suite.files.flatMap(expanded));
    const unit = files.filter((file) => !listed.some((pattern) => isMatch(pattern, file)));
    expect(unit.length).toBeGreaterThan(100);
    const shared = Object.values(SUITES).flatMap((suite) => (suite.sharesModules ? suite.files.flatMap(expanded) : []));
    const sharing = files.filter((file) => unit.includes(file) || shared.some((pattern) => isMatch(pattern, file)));
    expect(sharing.filter((file) => file !== OWN && read(file).includes('vi.mock('))).toEqual([]);
  });

  it('are all run by .ci/run', () => {
    const called = [...read('.ci/run').matchAll(/npm (?:run )?(test\S*)/g)].map(([, name = '']) => scripts[name] ?? '');
    const run = called.flatMap((command) => [...command.matchAll(/--project (\S+)/g)].map(([, name]) => name));
    if (called.includes(scripts['test:tensorflow'] ?? 'none')) run.push('tensorflow');
    expect(new Set(run)).toEqual(new Set(['unit', ...Object.keys(SUITES)]));
  });
});
