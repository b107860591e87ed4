import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const LIBRARY = 'libtensorflow_cc.so.2';

/** Folder below the system's one for temporary files; the same for the same parts. */
export function scratchFolder(...parts: string[]): string {
  const hash = createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 12);
  const folder = join(tmpdir(), `isac-mc-tensorflow-${hash}`);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The folder of a TensorFlow package with its library and headers, or why there is none. */
export function findTensorflow(): string | { readonly reason: string } {
  const python = process.env['ISAC_MC_PYTHON'] ?? 'python3';
  const named = process.env['ISAC_MC_TENSORFLOW'];
  for (const tool of ['g++', 'make'])
    if (spawnSync(tool, ['--version']).status !== 0) return { reason: `${tool} is not installed` };
  if (named?.endsWith('.whl')) return unpack(resolve(named), python);
  const folder = named ?? askPython(python);
  if (folder === null)
    return { reason: `${python} has no tensorflow (pip install tensorflow-cpu, or set ISAC_MC_TENSORFLOW)` };
  if (!existsSync(join(folder, LIBRARY))) return { reason: `${folder} has no ${LIBRARY}` };
  return resolve(folder);
}

function askPython(python: string): string | null {
  const code =
    'import importlib.util as u; s = u.find_spec("tensorflow"); print(s.submodule_search_locations[0] if s else "")';
  const { status, stdout } = spawnSync(python, ['-c', code], { encoding: 'utf8' });
  return status === 0 && stdout.trim() !== '' ? stdout.trim() : null;
}

function unpack(wheel: string, python: string): string | { readonly reason: string } {
  if (!existsSync(wheel)) return { reason: `ISAC_MC_TENSORFLOW: ${wheel} does not exist` };
  const folder = scratchFolder(wheel, String(statSync(wheel).mtimeMs));
  const unpacked = join(folder, 'tensorflow');
  if (existsSync(join(folder, 'unpacked'))) return unpacked;
  const { status, stderr } = spawnSync(python, ['-m', 'zipfile', '-e', wheel, folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`cannot unpack ${wheel}: ${stderr}`);
  mkdirSync(join(folder, 'unpacked'));
  return unpacked;
}
