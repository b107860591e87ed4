import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder, TINY } from '../study/tinyStudy.ts';
import { isacMc } from './command.ts';

const DIST = new URL('../../dist/', import.meta.url).href;
const folder = temporaryFolder();
writeFileSync(join(folder, 'tiny.yaml'), TINY);
const manifest = readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8');
const { dependencies, optionalDependencies } = JSON.parse(manifest) as Record<string, Record<string, string>>;
const OWN_PACKAGES = Object.keys({ ...dependencies, ...optionalDependencies });

/** What a command loads: the packages of package.json, and how many files of dist. */
async function loaded(name: string, words: readonly string[]): Promise<{ packages: string[]; files: number }> {
  const coverage = join(folder, name);
  // V8 counts what is called, and for that names every script
  const { code } = await isacMc(words, folder, undefined, { NODE_V8_COVERAGE: coverage });
  expect(code).toBe(0);
  const urls = readdirSync(coverage).flatMap((file) => {
    const { result } = JSON.parse(readFileSync(join(coverage, file), 'utf8')) as { result: { url: string }[] };
    return result.map(({ url }) => url);
  });
  const packages = OWN_PACKAGES.filter((own) => urls.some((url) => url.includes(`/node_modules/${own}/`)));
  return { packages: packages.sort(), files: urls.filter((url) => url.startsWith(DIST)).length };
}

// how long a command takes to start is how much it loads (bench/README.md, "Start-up")
it.each([
  ['help', ['--help']],
  ['version', ['--version']],
  ['list', ['list']],
])('%s loads few files, and no package that is not joined to them', async (name, words) => {
  const { packages, files } = await loaded(name, words);
  expect(packages).toEqual([]);
  expect(files).toBeLessThan(15);
});

it('a run on the cpu loads no package of figures, of tables in other formats, of progress, of threads, or of a GPU', async () => {
  const words = ['run', 'tiny.yaml', '--out', 'tiny', '--backend', 'cpu', '--workers', '1'];
  const { packages, files } = await loaded('run', words);
  expect(packages).toEqual(['@tensorflow/tfjs-backend-cpu', '@tensorflow/tfjs-core']);
  expect(files).toBeLessThan(120);
});
