import { fork } from 'node:child_process';
import type { Arithmetic, BackendChoice, BackendName } from '../../device/backend.ts';
import { entryFile } from '../../packageRoot.ts';
import type { KnownAnswerCheck } from '../../problems/benchmark/knownAnswer.ts';

/** A backend that started, and how well it solves. */
export interface UsableBackend extends KnownAnswerCheck {
  readonly usable: true;
  readonly name: BackendName;
  readonly device: string;
  /** Why it is the one. */
  readonly reason: string;
  /** Why `auto` passed over each of those before it. */
  readonly refusals: readonly string[];
  readonly arithmetic: readonly Arithmetic[];
  /** Driver, versions, limits. */
  readonly facts: Readonly<Record<string, string | number>>;
}

/** A backend that cannot be used here. */
export interface MissingBackend {
  readonly usable: false;
  readonly problem: string;
  /** What to do about it. */
  readonly hint: string | null;
}

export type ProbeAnswer = UsableBackend | MissingBackend;

/** Sent once the device has started. */
export interface ProbeProgress {
  readonly started: string;
}

/** A driver that takes longer does not answer any more, or is too slow to be of use. */
const LIMIT_MS = 60_000;
/** Lines of its stderr that are shown of a process that died. */
const LAST_LINES = 3;

/** Starts a backend in a process of its own and solves programs with a known answer there. Never throws. */
export function probeBackend(choice: BackendChoice): Promise<ProbeAnswer> {
  const child = fork(entryFile('cli/doctor/backendProbe'), [choice], { silent: true });
  return new Promise((resolve) => {
    let stderr = '';
    let device: string | undefined;
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      const what = device === undefined ? 'did not start' : `started ${device}, but solved no small program`;
      resolve({ usable: false, problem: `${what} within ${LIMIT_MS / 1000} s`, hint: null });
    }, LIMIT_MS);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('message', (message) => {
      const said = message as ProbeAnswer | ProbeProgress;
      if ('started' in said) {
        device = said.started;
        return;
      }
      clearTimeout(timer);
      resolve(said);
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ usable: false, problem: error.message, hint: null });
    });
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      const said = stderr.trim().split('\n').slice(-LAST_LINES).join(' ');
      resolve({ usable: false, problem: `it ended with ${signal ?? `code ${code}`} (${said})`, hint: null });
    });
  });
}
