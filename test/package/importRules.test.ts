import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../study/tinyStudy.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const folder = temporaryFolder();

const radiusFrom = (target: string): string => `export { radius } from '${target}';\n`;
const typeA = "import type { A } from './a.ts';\nexport type B = readonly A[];\n";

/** Files whose imports go down the layers, over several of them, or stay within one. */
const allowed = {
  'errors.ts': 'export const radius = 1;\nexport interface Ball {\n  readonly radius: number;\n}\n',
  'conic/kernels/cpu/ball.ts': radiusFrom('../../../errors.ts'),
  'conic/solveConic.ts': radiusFrom('./kernels/cpu/ball.ts'),
  'model/ball.ts': radiusFrom('../errors.ts'),
  'problems/design/ball.ts': radiusFrom('../../conic/solveConic.ts'),
  'problems/ball.ts': radiusFrom('./design/ball.ts'),
  'study/ball.ts': radiusFrom('../problems/ball.ts'),
  'analysis/ball.ts': radiusFrom('../study/ball.ts'),
  'library/ball.ts': radiusFrom('../model/ball.ts'),
  'cli/ball.ts': `${radiusFrom('../library/ball.ts')}export type { Ball } from '../errors.ts';\n`,
  'index.ts': radiusFrom('./library/ball.ts'),
};

/** Files with an import in a wrong direction, and the layers that the linter names. */
const wrong = {
  'model/value.ts': [
    "import { radius } from '../problems/ball.ts';\nexport const twice = 2 * radius;\n",
    'layer model',
    'layer problems',
  ],
  'random/type.ts': [
    "import type { Ball } from '../model/ball.ts';\nexport type Balls = readonly Ball[];\n",
    'layer random',
    'layer model',
  ],
  'model/again.ts': [radiusFrom('../conic/solveConic.ts'), 'layer model', 'layer conic'],
  'conic/cones/model.ts': [radiusFrom('../../model/ball.ts'), 'layer cones', 'layer model'],
  'device/all.ts': ["export * from '../conic/kernels/cpu/ball.ts';\n", 'layer device', 'layer kernels'],
  'problems/dynamic.ts': [
    "export const load = async (): Promise<number> => (await import('../study/ball.ts')).radius;\n",
    'layer problems',
    'layer study',
  ],
  'cluster/beside.ts': [radiusFrom('../analysis/ball.ts'), 'layer cluster', 'layer analysis'],
  'cli/public.ts': [radiusFrom('../index.ts'), 'layer cli', 'layer public'],
  'cli/outside.ts': [radiusFrom('../../test/ball.ts'), 'cli/outside.ts', 'from src alone'],
} as const;

const withoutLayer = ['newFolder/ball.ts', 'conic/newFolder/ball.ts', 'conic/newFile.ts', 'newFile.ts'];

/** Two modules a.ts and b.ts in a circle, of each kind. */
const circles = {
  values: [
    "import { b } from './b.ts';\nexport const a = (): number => b();\n",
    "import { a } from './a.ts';\nexport const b = (): number => a();\n",
  ],
  types: ["import type { B } from './b.ts';\nexport type A = B | number;\n", typeA],
  typesBesideValues: [
    "import { type B, one } from './b.ts';\nexport type A = B | number;\nexport const two = 2 * one;\n",
    `${typeA}export const one = 1;\n`,
  ],
  typesExportedAgain: ["export type { B } from './b.ts';\nexport type A = number;\n", typeA],
  dynamicImports: [
    "export const a = async (): Promise<number> => (await import('./b.ts')).b;\n",
    "export { a } from './a.ts';\nexport const b = 1;\n",
  ],
  dynamicTypes: ["export type A = import('./b.ts').B | number;\n", typeA],
} as const;

/** What the linter says of each file, with the rules of this repository. */
const found = new Map<string, string[]>();

beforeAll(() => {
  const files: Record<string, string> = { ...allowed, '../test/ball.ts': allowed['errors.ts'] };
  for (const [path, [text]] of Object.entries(wrong)) files[path] = text;
  for (const path of withoutLayer) files[path] = allowed['errors.ts'];
  for (const [kind, [a, b]] of Object.entries(circles))
    Object.assign(files, { [`model/${kind}/a.ts`]: a, [`model/${kind}/b.ts`]: b });
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, 'src', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const linter = join(ROOT, 'node_modules', 'oxlint', 'bin', 'oxlint');
  const options = ['-c', join(ROOT, '.oxlintrc.json'), '-f', 'unix', 'src'];
  const run = spawnSync(process.execPath, [linter, ...options], { cwd: folder, encoding: 'utf8' });
  expect(run.status, run.stdout + run.stderr).toBe(1);
  for (const [, file = '', message = ''] of run.stdout.matchAll(/^src\/([^:]+):\d+:\d+: (.*)$/gm))
    found.set(file, [...(found.get(file) ?? []), message]);
});

describe('an import', () => {
  it.each(Object.keys(allowed))('down the layers is allowed: %s', (path) => expect(found.get(path)).toBeUndefined());

  it.each(Object.entries(wrong))('in a wrong direction is refused: %s', (path, [, ...words]) => {
    expect(found.get(path)).toHaveLength(1);
    for (const word of words) expect(found.get(path)?.[0]).toContain(word);
  });

  it.each(Object.keys(circles))('that closes a circle is refused: %s', (kind) => {
    const messages = ['a', 'b'].flatMap((name) => found.get(`model/${kind}/${name}.ts`) ?? []);
    expect(messages.length).toBeGreaterThan(0);
    expect(messages.filter((message) => !/cycle|import type/.test(message))).toEqual([]);
  });
});

it.each(withoutLayer)('a file that belongs to no layer is refused: %s', (path) => {
  expect(found.get(path)).toEqual([expect.stringContaining(`${path} belongs to no layer`)]);
});
