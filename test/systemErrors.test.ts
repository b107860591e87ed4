import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { InputError, ResumableError } from '../src/errors.ts';
import { interrupted, refused, systemFault } from '../src/systemErrors.ts';

function caught(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

const errno = (code: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${code}: its meaning, write`), { code, syscall: 'write' });

describe('systemFault', () => {
  it('knows what Node throws, and no other error', () => {
    const folder = mkdtempSync(`${tmpdir()}/isac-mc-`);
    expect(systemFault(caught(() => readFileSync(folder)))?.code).toBe('EISDIR');
    expect(systemFault(caught(() => readFileSync(`${folder}/absent`)))?.code).toBe('ENOENT');
    expect(systemFault(caught(() => readFileSync('a\0b')))?.code).toBe('EINVAL');
    rmSync(folder, { recursive: true });
    for (const other of [
      new TypeError('x is not a function'),
      new InputError('a'),
      new RangeError('Invalid array length'),
      'text',
    ])
      expect(systemFault(other)).toBeUndefined();
  });

  it('is one line with a hint of its own for each fault', () => {
    const codes = [
      'ENOSPC',
      'EDQUOT',
      'EFBIG',
      'EMFILE',
      'ENFILE',
      'ENOMEM',
      'EIO',
      'ENOENT',
      'ENOTDIR',
      'EISDIR',
      'EACCES',
      'EROFS',
      'ENAMETOOLONG',
      'ELOOP',
    ];
    const hints = codes.map((code) => systemFault(errno(code))?.hint);
    expect(new Set(hints).size).toBe(codes.length);
    expect(hints.filter((hint) => hint?.includes('make room'))).toHaveLength(1);
    expect(systemFault(Object.assign(new Error('a\nb'), { code: 'EIO' }))?.reason).toBe('a b');
    expect(systemFault(errno('ESOMETHING'))).toMatchObject({ code: 'ESOMETHING', resumable: false });
  });

  it('finds memory that was refused', () => {
    const memory = new RangeError(
      'WebAssembly.Instance(): Out of memory: Cannot allocate Wasm memory for new instance',
    );
    expect(systemFault(memory)?.hint).toMatch(/ulimit -v.*--disable-wasm-trap-handler/);
    expect(systemFault(new RangeError('Array buffer allocation failed'))?.code).toBe('ENOMEM');
    const heap = Object.assign(new Error('Worker terminated'), { code: 'ERR_WORKER_OUT_OF_MEMORY' });
    expect(systemFault(heap)?.hint).toContain('--max-old-space-size');
    const thread = Object.assign(new Error('Worker initialization failure: EMFILE'), {
      code: 'ERR_WORKER_INIT_FAILED',
    });
    expect(systemFault(thread)?.code).toBe('EMFILE');
    for (const error of [memory, heap, thread]) expect(systemFault(error)?.resumable).toBe(true);
  });

  it('takes a missing module for one, where files are not scarce', () => {
    const missing = Object.assign(new Error('Cannot find module'), { code: 'ERR_MODULE_NOT_FOUND' });
    const limit = process.report.getReport() as { userLimits?: { open_files?: { soft?: number } } };
    if ((limit.userLimits?.open_files?.soft ?? Infinity) >= 256) expect(systemFault(missing)).toBeUndefined();
  });
});

describe('the error to throw', () => {
  it('is of the input for a fault of the path, and can be resumed for one of the machine', () => {
    const path = refused('a.yaml: cannot be read', errno('EACCES'));
    expect(path).toBeInstanceOf(InputError);
    expect(path).toMatchObject({
      message: 'a.yaml: cannot be read (EACCES: its meaning, write)',
      hint: 'make it readable and writable for this user (ls -ld tells), or choose another path',
    });
    const machine = refused('--out a: cannot write there', errno('ENOSPC'));
    expect(machine).toBeInstanceOf(ResumableError);
    expect(machine).toMatchObject({ hint: expect.stringMatching(/make room.*run the same command again$/) as string });
  });

  it('can always be resumed within work, and tells of what was removed', () => {
    for (const code of ['EACCES', 'ENOSPC', 'EROFS'])
      expect(interrupted('chunk 3: cannot be written', errno(code))).toMatchObject({
        exitCode: 3,
        message: `chunk 3: cannot be written (${code}: its meaning, write)`,
        hint: expect.stringMatching(/^nothing is lost: .*, then run the same command again$/) as string,
      });
    const gone = interrupted('chunk 3: cannot be written', errno('ENOENT')) as ResumableError;
    expect(gone.hint).toMatch(/removed or moved/);
    expect(gone.hint).not.toMatch(/make room|nothing is lost/);
  });

  it('is the error itself where the system is not at fault', () => {
    const bug = new TypeError('x is not a function');
    expect([refused('a', bug), interrupted('a', bug)]).toEqual([bug, bug]);
    const own = new InputError('b');
    expect([refused('a', own), interrupted('a', own)]).toEqual([own, own]);
  });
});
