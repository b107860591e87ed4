import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where NVIDIA's tools are when PATH does not say. */
const CUDA_FOLDERS = ['/usr/local/cuda/bin', '/opt/cuda/bin', '/usr/local/bin', '/usr/bin'];

/** A tool of NVIDIA's toolkit, undefined where it is not installed. */
export function findTool(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...CUDA_FOLDERS];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  if (!existsSync(file)) return false;
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // not for this user
  }
}

/** In place of a kind of programs: the error draws. */
export const ERROR_DRAWS = 'error draws';

/** What a process of its own computes under a tool (oneLaunch.ts). */
export interface Launch {
  /** Folder of recorded programs, and the names of kinds there or `ERROR_DRAWS`. */
  readonly folder: string;
  readonly kinds: readonly string[];
  readonly device: string | undefined;
  readonly batch: number;
  /** Launches of each kind. */
  readonly launches: number;
}

/** How a process under a tool ended. */
export interface ToolRun {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly output: string;
  readonly seconds: number;
  /** True when it was ended because its time was over. */
  readonly late: boolean;
}

/** Runs some launches in a process of its own under a tool, for some seconds at most. */
export function runUnder(tool: string, args: readonly string[], launch: Launch, seconds: number): ToolRun {
  const own = fileURLToPath(import.meta.url);
  const script = own.replace(/tool\.(ts|js)$/, 'oneLaunch.$1');
  const node = [process.execPath, ...process.execArgv, script]; // from source the arguments have the loader
  const start = performance.now();
  const { status, signal, stdout, stderr } = spawnSync(tool, [...args, ...node, JSON.stringify(launch)], {
    encoding: 'utf8',
    timeout: Math.ceil(1000 * seconds),
    killSignal: 'SIGKILL',
    maxBuffer: 2 ** 26,
  });
  return {
    code: status,
    output: `${stdout}${stderr}`,
    seconds: (performance.now() - start) / 1000,
    late: signal === 'SIGKILL',
  };
}
