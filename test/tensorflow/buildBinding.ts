import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scratchFolder } from './findTensorflow.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PACKAGE = '@tensorflow/tfjs-node-gpu';

function run(command: string, args: readonly string[], cwd: string): void {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} failed in ${cwd}: ${error?.message ?? ''}\n${stdout}${stderr}`);
}

/** Replaces what stands at `path` by a link. */
function link(target: string, path: string): void {
  rmSync(path, { recursive: true, force: true });
  symlinkSync(target, path);
}

/**
 * Installs tfjs-node-gpu without its scripts in a scratch folder, where it finds this project's tfjs-core, and builds its N-API binding
 * against the given TensorFlow. A folder that was built before is used again.
 *
 * @returns the package's folder, for ISAC_MC_TFJS_NODE.
 */
export function buildBinding(tensorflow: string): string {
  const { optionalDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    optionalDependencies: Record<string, string>;
  };
  const version = optionalDependencies[PACKAGE] ?? '';
  const scratch = scratchFolder(tensorflow, process.version, version, ROOT);
  const folder = join(scratch, 'node_modules', PACKAGE);
  const done = join(scratch, 'built');
  if (existsSync(done)) return folder;

  process.stderr.write(`building ${PACKAGE} ${version} against ${tensorflow}\n`);
  writeFileSync(join(scratch, 'package.json'), JSON.stringify({ private: true, dependencies: { [PACKAGE]: version } }));
  const npm = process.env['npm_execpath'] ?? join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js');
  run(process.execPath, [npm, 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'], scratch);
  // one copy of tfjs-core, or the backend registers where nobody looks
  for (const name of ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-cpu'])
    link(join(ROOT, 'node_modules', name), join(scratch, 'node_modules', name));

  const library = join(folder, 'deps', 'lib');
  mkdirSync(library, { recursive: true });
  link(join(tensorflow, 'include'), join(folder, 'deps', 'include'));
  // the file names that the package's binding.gyp links with, and those that the libraries ask for themselves
  for (const [name, file] of [
    ['libtensorflow.so', 'libtensorflow_cc.so.2'],
    ['libtensorflow_cc.so.2', 'libtensorflow_cc.so.2'],
    ['libtensorflow_framework.so', 'libtensorflow_framework.so.2'],
    ['libtensorflow_framework.so.2', 'libtensorflow_framework.so.2'],
  ] as const)
    link(join(tensorflow, file), join(library, name));

  const napi = Math.min(8, Number(process.versions.napi));
  const prefix = join(dirname(process.execPath), '..');
  const headers = existsSync(join(prefix, 'include/node/node_api.h')) ? [`--nodedir=${prefix}`] : [];
  const gyp = join(dirname(npm), '../node_modules/node-gyp/bin/node-gyp.js');
  run(
    process.execPath,
    [
      gyp,
      'rebuild',
      ...headers,
      `--napi_version=${napi}`,
      `--napi_build_version=${napi}`,
      '--module_name=tfjs_binding',
      `--module_path=${join(folder, 'lib', `napi-v${napi}`)}`,
    ],
    folder,
  );
  writeFileSync(done, '');
  return folder;
}
