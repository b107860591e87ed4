import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../study/tinyStudy.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const folder = temporaryFolder();
const app = join(folder, 'app');
let files: string[];

/** A typed program of a user; the last line must not compile. */
const CONSUMER = `
import { designPrecoders, drawDesignTask, evaluateWorstCase, solveConic, type ConicAnswer, type PrecoderDesign } from 'isac-mc';
const task = drawDesignTask({ scheme: 'BLP-CBF', thresholdDb: 10, robustness: 'guaranteed', scenario: { csiErrorRadius: 0.01 } });
const [design]: PrecoderDesign[] = await designPrecoders([task]);
export const worst: Float64Array = evaluateWorstCase({ ...task, precoders: design!.precoders }).exact;
export const answer: ConicAnswer = await solveConic({ cost: [1, 2], cones: { nonneg: 2 } });
// @ts-expect-error no such scheme
drawDesignTask({ scheme: 'BLP', thresholdDb: 10 });
`;

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Copyright line of a TrueType font: name 0 of its first record, which is of the Windows platform (UTF-16) in ours. */
function copyrightOf(font: Buffer): string {
  const tables = Array.from({ length: font.readUInt16BE(4) }, (_, i) => 12 + 16 * i);
  const entry = tables.find((at) => font.toString('latin1', at, at + 4) === 'name') ?? Number.NaN;
  const name = font.readUInt32BE(entry + 8);
  const [platform, id, length, offset] = [0, 6, 8, 10].map((at) => font.readUInt16BE(name + 6 + at));
  expect([platform, id]).toEqual([3, 0]);
  const start = name + font.readUInt16BE(name + 4) + (offset ?? 0);
  return Buffer.from(font.subarray(start, start + (length ?? 0)))
    .swap16()
    .toString('utf16le');
}

beforeAll(() => {
  mkdirSync(app);
  const [packed] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], ROOT),
  ) as { filename: string; files: { path: string }[] }[];
  files = packed?.files.map((f) => f.path) ?? [];
  writeFileSync(
    join(app, 'package.json'),
    JSON.stringify({ name: 'app', version: '7.7.7', private: true, type: 'module' }),
  );
  const quiet = ['--prefer-offline', '--omit=optional', '--ignore-scripts', '--no-audit', '--no-fund'];
  run('npm', ['install', ...quiet, join(folder, packed?.filename ?? '')], app);
});

describe('the npm package', () => {
  it('holds what runs: built modules, CPU and GPU kernels, studies, reference machines, fonts', () => {
    expect(new Set(files.map((f) => f.replace(/\/.*/, '')))).toEqual(
      new Set([
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'assets',
        'bench',
        'dist',
        'experiments',
        'kernels',
        'package.json',
      ]),
    );
    expect(files).toEqual(
      expect.arrayContaining(['dist/index.js', 'dist/index.d.ts', 'dist/cli/main.js', 'dist/kernels/conic.wasm']),
    );
    const kernel =
      /^kernels\/((errorDraws\/)?\w+\.wgsl|cuda\/images\/(manifest\.json|(conic|errorDraws|symbolErrors)-[\w-]+(\.sm_\d+\.cubin|\.ptx)\.gz))$/;
    expect(files.filter((f) => f.startsWith('kernels/') && !kernel.test(f))).toEqual([]);
    const images = files.filter((f) => f.endsWith('.gz'));
    expect(images).toEqual(expect.arrayContaining(['kernels/cuda/images/conic-float64-32.sm_90.cubin.gz']));
    const other = files.filter((f) => f.startsWith('dist/') && !/\.(js|d\.ts|wasm)$/.test(f));
    expect(other).toEqual(['dist/THIRD_PARTY_LICENSES.txt']);
  });

  it('holds the licence of every package whose code is joined to its modules', () => {
    const dist = join(app, 'node_modules', 'isac-mc', 'dist');
    const code = files
      .filter((f) => /^dist\/.*\.js$/.test(f))
      .map((f) => readFileSync(join(dist, '..', f), 'utf8'))
      .join('\n');
    // esbuild says before each module where it comes from
    const names = [...code.matchAll(/^\s*\/\/ .*\bnode_modules\/((?:@[^/\s]+\/)?[^/\s]+)\//gm)].map((m) => m[1]);
    expect(names).toEqual(expect.arrayContaining(['flatbuffers', 'yaml', 'yargs', 'zod']));
    const licences = readFileSync(join(dist, 'THIRD_PARTY_LICENSES.txt'), 'utf8');
    const licensed = [...licences.matchAll(/^-{80}\n(\S+) \d\S* \(.+\)\n\n(?=\S)/gm)].map((m) => m[1]);
    expect(new Set(licensed)).toEqual(new Set(names));
  });

  it("holds its licence, which is that of package.json, and the fonts' own beside each of them", () => {
    const installed = join(app, 'node_modules', 'isac-mc');
    const text = (...path: string[]): string => readFileSync(join(installed, ...path), 'utf8');
    expect(JSON.parse(text('package.json'))).toMatchObject({ license: 'Apache-2.0' });
    expect(text('LICENSE')).toMatch(/Apache License\s+Version 2\.0, January 2004/);
    expect(text('LICENSE')).toContain('END OF TERMS AND CONDITIONS');
    const fonts = files.filter((f) => f.endsWith('.ttf'));
    expect(fonts).toHaveLength(2);
    const licence = text('assets', 'fonts', 'OFL.txt');
    expect(licence).toContain('SIL OPEN FONT LICENSE Version 1.1');
    for (const font of fonts) {
      expect(font).toMatch(/^assets\/fonts\/[^/]+$/);
      expect(licence).toContain(copyrightOf(readFileSync(join(installed, font))));
    }
  });

  it('tells its own version, and not that of the project', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(run('npx', ['isac-mc', '--version'], app)).toBe(`${version}\n`);
  });

  it('runs its command in an empty project', () => {
    expect(run('npx', ['isac-mc', 'list'], app)).toMatch(/^fig5 +Fig\. 5/m);
    run('npx', ['isac-mc', 'init', 'study.yaml'], app);
    const table = run('npx', ['isac-mc', 'run', 'study.yaml', '--limit', '1', '--workers', '1'], app);
    expect(table).toMatch(/BLP-CoMP +joint +exact .* 1\/1 +1\/1/);
  });

  it('is a library there: an example runs, and a typed program compiles', () => {
    copyFileSync(join(ROOT, 'examples', 'checkPrecoders.mjs'), join(app, 'checkPrecoders.mjs'));
    expect(run(process.execPath, ['checkPrecoders.mjs'], app)).toMatch(/^exact +\d/m);
    writeFileSync(join(app, 'consumer.ts'), CONSUMER);
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const compilerOptions = {
      noEmit: true,
      strict: true,
      skipLibCheck: true,
      types: [],
      target: 'es2023',
      lib: ['es2023', 'dom'],
      module: 'nodenext',
    };
    writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['consumer.ts'] }));
    expect(run(process.execPath, [tsc, '-p', 'tsconfig.json'], app)).toBe('');
  });
});
