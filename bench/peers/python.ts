import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PYTHON = process.env['ISAC_MC_PYTHON'] ?? 'python3';
/** One thread for every library that a peer may load. */
const ONE_THREAD = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1', RAYON_NUM_THREADS: '1' };

/** One JSON line of a peer. */
export interface PeerLine {
  readonly file: string;
  readonly status: string;
  /** t in rad^2, null without a solution. */
  readonly objective: number | null;
  /** The solver's own time. */
  readonly solveSeconds: number;
  /** Time of the modelling layer. */
  readonly compileSeconds: number;
}

/** Lines that came before the peer ended or ran out of time, and the reason when it did not end well. */
export interface PeerRun<Line = PeerLine> {
  readonly lines: readonly Line[];
  readonly failure: string | null;
}

/** Runs a script of this folder with the interpreter of ISAC_MC_PYTHON (default python3); its lines are what the script prints. */
export async function runPeer<Line = PeerLine>(
  script: string,
  args: readonly string[],
  seconds: number,
): Promise<PeerRun<Line>> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const { text, failure } = await python(['-W', 'ignore', path, ...args], seconds);
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as Line);
  return { lines, failure };
}

/** Null when the peers can be imported, otherwise the reason why not. */
export async function peersMissing(packages = 'cvxpy, clarabel, scipy'): Promise<string | null> {
  const { failure } = await python(['-c', `import ${packages}`], 120);
  return failure === null ? null : `${PYTHON} cannot import ${packages} (${failure})`;
}

/** Versions of the peers, for the report. */
export async function peerVersions(): Promise<Record<string, string>> {
  const code =
    'import json, importlib.metadata as m\nnames = ("cvxpy", "clarabel", "scs", "cvxopt", "numpy")\n' +
    'known = {d.metadata["Name"].lower() for d in m.distributions()}\nprint(json.dumps({n: m.version(n) for n in names if n in known}))';
  const { text } = await python(['-c', code], 60);
  return text === '' ? {} : (JSON.parse(text) as Record<string, string>);
}

function python(args: readonly string[], seconds: number): Promise<{ text: string; failure: string | null }> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...ONE_THREAD }, timeout: seconds * 1000, maxBuffer: 1 << 26 };
    execFile(PYTHON, args, options, (error, stdout, stderr) => {
      if (error === null) return resolve({ text: stdout, failure: null });
      const last = stderr.trim().split('\n').at(-1) ?? '';
      const reason = error.killed === true ? `stopped after ${seconds} s` : last === '' ? error.message : last;
      resolve({ text: stdout, failure: reason });
    });
  });
}
