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

/** A pattern of a suite as an expression. */
function expressionOf(pattern: string): RegExp {
  const parts = pattern.split(/(\*\*|\*)/).map((part) => {
    if (part === '**') return '.*';
    return part === '*' ? '[^/]*' : part.replace(/[.+?^$()[\]{}|\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`);
}

describe('the suites of tests', () => {
  it.each(Object.entries(SUITES))('%s: every pattern has a file', (_name, suite) => {
    for (const pattern of suite.files)
      expect(
        files.filter((f) => expressionOf(pattern).test(f)),
        pattern,
      ).not.toEqual([]);
  });

  it('are all run by .ci/run', () => {
    const called = [...read('.ci/run').matchAll(/npm (?:run )?(test\S*)/g)].map(([, name = '']) => scripts[name] ?? '');
    const run = called.flatMap((command) => [...command.matchAll(/--project (\S+)/g)].map(([, name]) => name));
    if (called.includes(scripts['test:tensorflow'] ?? 'none')) run.push('tensorflow');
    expect(new Set(run)).toEqual(new Set(['unit', ...Object.keys(SUITES)]));
  });
});
