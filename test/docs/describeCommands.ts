import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../study/tinyStudy.ts';
import { type Block, blocksOf } from './markdownBlocks.ts';

/** Of this repository. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PYTHON = process.env['ISAC_MC_PYTHON'] ?? 'python3';
const TIMEOUT = 300_000;
/** Languages of commands; `text` and the rest is only to be read. */
const COMMANDS = ['sh', 'python', 'ts', 'js'];

/** A folder like a working copy: the command as npx finds it, the folders that the documentation names, results of its own. */
export function workingCopy(): string {
  const folder = temporaryFolder();
  for (const name of ['bench', 'docs', 'examples', 'experiments', 'test'])
    symlinkSync(join(ROOT, name), join(folder, name));
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  mkdirSync(join(folder, 'node_modules', '.bin'), { recursive: true });
  symlinkSync(join(ROOT, 'dist', 'cli', 'main.js'), join(folder, 'node_modules', '.bin', 'isac-mc'));
  symlinkSync(ROOT, join(folder, 'node_modules', 'isac-mc'));
  mkdirSync(join(folder, 'bin'));
  const program = (name: string, text: string): void =>
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${text} "$@"\n`, { mode: 0o755 });
  program('python', `exec ${PYTHON}`); // the one of ISAC_MC_PYTHON
  program('npx', `name=$1; shift; exec "${folder}/node_modules/.bin/$name"`); // npm's own takes as long to start as the command
  return folder;
}

/** Why a block cannot run here; undefined where it can. */
function obstacle({ language, directive = '' }: Block): string | undefined {
  const skip = /^skip (.+)$/.exec(directive)?.[1];
  if (skip !== undefined) return skip;
  const packages = /^python (.+)$/.exec(directive)?.[1] ?? (language === 'python' ? 'pyarrow, pandas' : undefined);
  if (packages === undefined) return undefined;
  const found = spawnSync(PYTHON, ['-c', `import ${packages}`]).status === 0;
  return found ? undefined : `needs Python with ${packages}: set ISAC_MC_PYTHON`;
}

function runBlock({ language, text, directive = '' }: Block, folder: string): void {
  const limit = /^limit (\d+)$/.exec(directive)?.[1];
  const own = text.replaceAll(' /shared/', ' shared/'); // the file system that machines share is a folder here
  const [command, args] =
    language === 'sh'
      ? ['bash', ['-euo', 'pipefail', '-c', limit === undefined ? own : limited(own, limit)]]
      : language === 'python'
        ? [PYTHON, ['-c', text]]
        : [process.execPath, ['--input-type=module', '-e', text]];
  const env = { ...process.env, PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}` };
  execFileSync(command, args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Adds --limit to every `isac-mc run` that has none; what looks at the whole study may then end with 3, unfinished. */
function limited(text: string, limit: string): string {
  return text
    .replace(/^(.*\bisac-mc run \S+)(?!.*--limit)/gm, `$1 --limit ${limit}`)
    .replace(/^(.*\bisac-mc (?:status|verify|finish|export) [^#\n]+)/gm, '$1 || [ $? -eq 3 ] ');
}

/** Runs the commands that a Markdown file shows, in their order. */
export function describeCommands(file: string): void {
  describe(file, () => {
    const blocks = blocksOf(join(ROOT, file)).filter((b) => COMMANDS.includes(b.language));
    const folder = workingCopy();

    it('says run, skip, limit or python in every directive', () => {
      for (const { directive, line } of blocks)
        if (directive !== undefined) expect(directive, `line ${line}`).toMatch(/^(skip \S.*|limit \d+|python \S.*)$/);
    });

    // in their order: later blocks use the results of earlier ones, and Python their names
    for (const [i, own] of blocks.entries()) {
      const python = blocks.slice(0, i + 1).filter((b) => b.language === 'python');
      const block = own.language === 'python' ? { ...own, text: python.map((b) => b.text).join('\n') } : own;
      const why = obstacle(block);
      const title = `line ${own.line}: ${own.text.split('\n')[0] ?? ''}`;
      if (why === undefined)
        it(title, { timeout: TIMEOUT }, () => {
          expect(() => runBlock(block, folder)).not.toThrow();
        });
      else it.skip(`${title} (${why})`, () => undefined);
    }
  });
}
