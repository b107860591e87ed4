import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { studyFields } from '../../src/study/studyFields.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

describe('docs/', () => {
  it('has the pages that the schema, the tables and the commands generate: npm run docs', () => {
    const npx = ['tsx', 'scripts/generateDocs.ts', '--check'];
    expect(() => execFileSync('npx', npx, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] })).not.toThrow();
  });

  it('describes every field of the study file', () => {
    const page = readFileSync(`${ROOT}docs/study-file.md`, 'utf8');
    for (const { path, description } of studyFields()) {
      expect(description, path.join('.')).not.toBe('');
      expect(page).toContain(`\`${path.at(-1) ?? ''}\``);
    }
  });
});
