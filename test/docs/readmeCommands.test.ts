import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeCommands, ROOT, workingCopy } from './describeCommands.ts';
import { blocksOf } from './markdownBlocks.ts';

describeCommands('README.md');

describe('README.md', () => {
  it('calls the command by an npx that finds it', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    const found = execFileSync('npx', ['--no-install', 'isac-mc', '--version'], {
      cwd: workingCopy(),
      encoding: 'utf8',
    });
    expect(found).toBe(`${version}\n`);
  });

  it('names every command', () => {
    const main = join(ROOT, 'dist', 'cli', 'main.js');
    const help = execFileSync(process.execPath, [main, '--help'], { encoding: 'utf8' });
    const readme = blocksOf(join(ROOT, 'README.md'))
      .map((b) => b.text)
      .join('\n');
    for (const [, name] of help.matchAll(/^ {2}isac-mc ([a-z]+)/gm)) expect(readme).toContain(`isac-mc ${name}`);
  });
});
