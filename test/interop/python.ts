import { spawnSync } from 'node:child_process';

/** Interpreter of the interop tests: ISAC_MC_PYTHON, or python3. */
export const PYTHON = process.env['ISAC_MC_PYTHON'] ?? 'python3';

/** Runs a script and gives its stdout; throws with its stderr when it fails. */
export function python(args: readonly string[], cwd?: string): string {
  const { status, stdout, stderr, error } = spawnSync(PYTHON, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    ...(cwd === undefined ? {} : { cwd }),
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${PYTHON} ${args.join(' ')} failed:\n${stderr}`);
  return stdout;
}

/** Why a script that imports these packages cannot run; null when it can. */
export function whyNot(...packages: readonly string[]): string | null {
  try {
    python(['-c', packages.map((p) => `import ${p}`).join('\n')]);
    return null;
  } catch (error) {
    const last = (error instanceof Error ? error.message : String(error)).trim().split('\n').at(-1) ?? '';
    return `${PYTHON}: ${last}; set ISAC_MC_PYTHON to a Python with ${packages.join(', ')}`;
  }
}
