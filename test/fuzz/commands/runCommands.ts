import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { makeCase, type Order } from '../cases.ts';
import { faultOfRefusal } from '../judge.ts';
import { KINDS } from '../kinds/allKinds.ts';
import { type Answer, type CommandCall, Wrong } from '../kinds/kind.ts';
import { differences, snapshot } from '../snapshot.ts';
import { Tally } from '../tally.ts';

const MAIN = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
/** A command that refuses its input, and one that works on a study of a few draws. */
const HANGS_MS = { refusing: 5000, working: 20_000 };
const ALLOWED = [0, 2, 3, 4, 5];
/** After these a further command of the case has something to work on. */
const GOES_ON = [0, 3, 5];
const USAGE = 2;

/** Runs the commands of the cases of an order as processes of their own. */
export async function runCommands(order: Order): Promise<Tally> {
  const tally = new Tally(order.kind);
  const kind = KINDS.find((k) => k.name === order.kind);
  if (!kind) throw new Error(`no kind ${order.kind}`);
  for (let index = order.first; index < order.end && Date.now() < order.until; index++) {
    const own = await makeCase(kind, order.seed, index, order.root);
    let [answer, fault]: [Answer, string | null] = [{ accepted: false }, null];
    for (const command of own.commands) {
      const outcome = await run(command, own.folder);
      fault = outcome.fault === null ? null : `isac-mc ${command.args.join(' ').slice(0, 200)}\n${outcome.fault}`;
      answer = { accepted: outcome.code !== USAGE };
      if (fault !== null || !GOES_ON.includes(outcome.code ?? -1)) break;
    }
    if (fault === null) tally.count(answer);
    const keeps = fault !== null && tally.fail({ kind: kind.name, index, what: own.what, fault, folder: own.folder });
    if (!keeps) rmSync(own.folder, { recursive: true, force: true });
  }
  return tally;
}

interface Outcome {
  readonly code: number | null;
  readonly fault: string | null;
}

async function run(command: CommandCall, folder: string): Promise<Outcome> {
  const before = snapshot(folder);
  const start = performance.now();
  const { code, signal, stdout, stderr } = await spawned(command, folder);
  const ms = performance.now() - start;
  const of = (fault: string | null): Outcome => ({ code, fault });
  if (code === null)
    return of(ms >= HANGS_MS.working ? `hangs for more than ${HANGS_MS.working / 1000} s` : `ends with ${signal}`);
  if (!ALLOWED.includes(code) || !(command.codes ?? ALLOWED).includes(code))
    return of(`ends with code ${code}: ${(stderr || stdout).slice(0, 800)}`);
  if (code === 0 || code === 5) return of(faultOfOutput(command, stdout, code));
  // status tells what is unfinished on stdout
  const refusal = stderr === '' && code === 3 ? null : faultOfRefusal(stderr);
  if (refusal !== null || code !== USAGE) return of(refusal);
  if (ms > HANGS_MS.refusing) return of(`takes ${(ms / 1000).toFixed(1)} s to refuse: ${stderr.slice(0, 300)}`);
  if (stdout !== '') return of(`refuses, and yet writes to stdout: ${stdout.slice(0, 300)}`);
  const written = differences(before, snapshot(folder));
  return of(written.length > 0 ? `refuses, and yet writes ${written.join(', ')}: ${stderr.slice(0, 300)}` : null);
}

function faultOfOutput({ check }: CommandCall, stdout: string, code: number): string | null {
  try {
    check?.(stdout, code);
    return null;
  } catch (error) {
    if (!(error instanceof Wrong || error instanceof SyntaxError)) throw error;
    return `${error.message}: ${stdout.slice(0, 300)}`;
  }
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

function spawned({ args, environment = {} }: CommandCall, folder: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      // nothing of the machine's own: neither its batch system nor its GPU
      env: { HOME: folder, PATH: '', ...environment },
      timeout: HANGS_MS.working,
      killSignal: 'SIGKILL',
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject).on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}
