import { InputError, IsacError, ResumableError } from './errors.ts';
import { oneLine } from './plainText.ts';

/** What the operating system refused. */
export interface SystemFault {
  /** Its name, for example ENOSPC. */
  readonly code: string;
  /** The system's own words, on one line. */
  readonly reason: string;
  /** What mends it. */
  readonly hint: string;
  /** The machine is at fault and not the path: the same command succeeds once that is mended. */
  readonly resumable: boolean;
}

const AGAIN = 'run the same command again';

/** What mends a fault of the machine: the same command can succeed then. */
const MACHINE = {
  ENOSPC: 'make room on that disk, of blocks or of inodes (df -h and df -i tell)',
  EDQUOT: 'free some of the disk quota (quota -s tells)',
  EFBIG: 'raise the limit on the size of a file (ulimit -f)',
  EMFILE: 'raise the limit on open files (ulimit -n; 256 is enough), or give fewer --workers',
  ENFILE: 'end what keeps too many files of this machine open',
  ENOMEM: 'give the process more memory, or fewer --workers or a smaller --batch',
  ERR_WORKER_OUT_OF_MEMORY: 'give Node a larger heap (NODE_OPTIONS=--max-old-space-size=4096), or a smaller --batch',
  /** A memory of WebAssembly reserves 8 GiB of addresses, of which it uses a few MiB. */
  WASM_MEMORY:
    'raise the limit on address space (ulimit -v), or set NODE_OPTIONS=--disable-wasm-trap-handler, with which little is reserved',
  EAGAIN: 'give fewer --workers: the system has no process or thread to spare (ulimit -u)',
  EIO: 'look at the disk or network file system (dmesg tells)',
  ESTALE: 'wait until the network file system answers',
  ETIMEDOUT: 'wait until the network file system answers',
  EBUSY: 'end the program that uses the file',
  ETXTBSY: 'end the program that uses the file',
} as const;

/** What mends a fault of the path that was given. */
const PATH = {
  ENOENT: 'correct the path: it, or a folder of it, does not exist',
  ENOTDIR: 'move away the file that is in the place of a folder of that path',
  EISDIR: 'move away the folder that is in the place of that file',
  EEXIST: 'move away what is in its place',
  ENOTEMPTY: 'move away what is in its place',
  EACCES: 'make it readable and writable for this user (ls -ld tells)',
  EPERM: 'make it readable and writable for this user (ls -ld tells)',
  EROFS: 'make the file system writable',
  ENAMETOOLONG: 'shorten the path (a name has at most 255 bytes, a path 4096)',
  ELOOP: 'correct the symbolic links of that path, which lead in a circle',
  EINVAL: 'take a name that the file system accepts',
  ENOTSUP: 'take a file system that can do that',
  ENXIO: 'give a file, not a device or pipe that nobody serves',
  ENODEV: 'give a file, not a device or pipe that nobody serves',
  EPIPE: 'keep its reader running',
  EBADF: 'open it for that',
  /** The shell stands in a folder that was removed. */
  NO_CWD: 'change to a folder that exists (cd)',
  ERR_FS_FILE_TOO_LARGE: 'give a file below 2 GiB',
  ERR_STRING_TOO_LONG: 'give a text below 512 MiB',
} as const;

/** What V8 says when it is refused memory: of the machine, of the process (ulimit -v) or of a thread. */
const NO_MEMORY = /allocation failed|could not allocate|cannot allocate|out of memory|Memory\.grow/i;

/** Limits on open files below this one explain a module that Node does not find. */
const FEW_FILES = 256;

/** Tells what the system refused; undefined where an error is another one. */
export function systemFault(error: unknown): SystemFault | undefined {
  if (!(error instanceof Error) || error instanceof IsacError) return undefined;
  const code = codeOf(error);
  const reason = oneLine(error.message);
  if (code in MACHINE) return { code, reason, hint: MACHINE[code as keyof typeof MACHINE], resumable: true };
  if (code in PATH) return { code, reason, hint: PATH[code as keyof typeof PATH], resumable: false };
  // one that the table lacks, of a call to the system
  if ('syscall' in error && /^E[A-Z0-9]+$/.test(code))
    return { code, reason, hint: 'mend what the system refuses', resumable: false };
  return undefined;
}

function codeOf(error: Error): string {
  const code = 'code' in error ? String(error.code) : '';
  if ('syscall' in error && error.syscall === 'uv_cwd') return 'NO_CWD';
  if (code === 'ERR_MEMORY_ALLOCATION_FAILED') return 'ENOMEM';
  if (error instanceof RangeError && NO_MEMORY.test(error.message))
    return error.message.includes('WebAssembly') ? 'WASM_MEMORY' : 'ENOMEM';
  // a thread that cannot begin says why at the end of its message
  if (code === 'ERR_WORKER_INIT_FAILED') return /E[A-Z]+$/.exec(error.message)?.[0] ?? 'EAGAIN';
  if (code === 'ERR_INVALID_ARG_VALUE' && /null bytes/.test(error.message)) return 'EINVAL';
  if (code === 'EOPNOTSUPP' || code === 'ENOSYS') return 'ENOTSUP';
  // Node looks for a module by opening files, and takes one that it cannot open for none
  if (code === 'ERR_MODULE_NOT_FOUND' && openFileLimit() < FEW_FILES) return 'EMFILE';
  return code;
}

/** The limit on open files of this process; Infinity where the system does not tell. */
function openFileLimit(): number {
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft?: unknown } } };
  return Number(userLimits?.open_files?.soft) || Infinity;
}

/**
 * The error to throw when the system refused something: `<what> (<reason>)` with what to do about it.
 *
 * @param what for example `study.yaml: cannot be read`.
 * @returns an InputError for a fault of the path, a ResumableError for one of the machine, and `error` itself where it is another one.
 */
export function refused(what: string, error: unknown): unknown {
  const fault = systemFault(error);
  if (!fault) return error;
  const message = `${what} (${fault.reason})`;
  return fault.resumable
    ? new ResumableError(message, `${fault.hint}, then ${AGAIN}`)
    : new InputError(
        message,
        fault.code === 'NO_CWD' || fault.code === 'ENOENT' ? fault.hint : `${fault.hint}, or choose another path`,
      );
}

/**
 * The error to throw when the system refused a step of work that the same command takes up again.
 *
 * @returns a ResumableError, and `error` itself where it is another one.
 */
export function interrupted(what: string, error: unknown): unknown {
  const fault = systemFault(error);
  if (!fault) return error;
  return new ResumableError(
    `${what} (${fault.reason})`,
    fault.code === 'ENOENT'
      ? `a folder was removed or moved meanwhile: ${AGAIN}, and what is gone is made anew`
      : `nothing is lost: ${fault.hint}, then ${AGAIN}`,
  );
}
