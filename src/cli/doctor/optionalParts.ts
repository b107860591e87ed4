import { accessSync, constants, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { packageRoot } from '../../packageRoot.ts';

/** A part that some commands can use and none needs. */
export interface OptionalPart {
  readonly name: string;
  /** What it is for. */
  readonly use: string;
  readonly found: boolean;
  /** Command that gets it. */
  readonly get: string;
}

/** The optional parts, and which of them are there. */
export function optionalParts(): OptionalPart[] {
  const { optionalDependencies } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
    optionalDependencies: Record<string, string>;
  };
  const packageOf = (name: string, use: string): OptionalPart => ({
    name,
    use,
    found: isInstalled(name),
    get: `npm install ${name}@${optionalDependencies[name] ?? 'latest'}`,
  });
  return [
    packageOf('koffi', '--backend cuda (NVIDIA driver)'),
    packageOf('webgpu', '--backend webgpu (Vulkan driver)'),
    packageOf('@tensorflow/tfjs-node-gpu', '--backend tensorflow (Linux with NVIDIA GPU and CUDA)'),
    {
      name: 'sbatch',
      use: 'submit --engine slurm',
      found: isCommand('sbatch'),
      get: 'log in to a node of the cluster',
    },
  ];
}

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch (error) {
    // installed, but not for require
    return (error as NodeJS.ErrnoException).code === 'ERR_PACKAGE_PATH_NOT_EXPORTED';
  }
}

function isCommand(name: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false; // not in this folder
    }
  });
}
