import { InputError } from '../../errors.ts';
import { quoted } from '../../plainText.ts';
import { shown } from './shown.ts';

const MAGIC = '\x93NUMPY';
/** Most bytes in front of the data: longer headers describe records, which are no channels. */
export const NPY_HEAD = 12 + 0xffff;
/** Most dimensions of an array of NumPy. */
const MOST_DIMS = 64;

/** What stands in front of the data of a .npy file. */
export interface NpyHeader {
  readonly shape: readonly number[];
  /** Numbers of an element: 1 real, 2 complex. */
  readonly parts: 1 | 2;
  /** Bytes of a number. */
  readonly size: 4 | 8;
  readonly little: boolean;
  readonly fortran: boolean;
  /** Where the data begin. */
  readonly data: number;
}

/**
 * Reads the header of a .npy file (formats 1.0 to 3.0) of float32, float64, complex64 or complex128 and compares the size of the array
 * with that of the file.
 *
 * @param head the first `NPY_HEAD` bytes of the file, or all.
 * @param length bytes of the file.
 * @param where names the file in errors.
 * @throws InputError on anything else.
 */
export function npyHeader(head: Uint8Array, length: number, where: string): NpyHeader {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < 12 || Buffer.from(head.subarray(0, 6)).toString('latin1') !== MAGIC)
    throw new InputError(`${where}: expected a NumPy .npy array, got something else`);
  const [version, minor] = [head[6] as number, head[7] as number];
  if (version < 1 || version > 3 || minor !== 0)
    throw new InputError(`${where}: expected format 1.0, 2.0 or 3.0 of NumPy, got ${version}.${minor}`);
  const start = version > 1 ? 12 : 10;
  const data = start + (version > 1 ? view.getUint32(8, true) : view.getUint16(8, true));
  if (data > NPY_HEAD) throw new InputError(`${where}: expected a header of at most ${NPY_HEAD} bytes, got ${data}`);
  if (data > head.length)
    throw new InputError(`${where}: expected a header of ${data} bytes, got a file of ${head.length}`);
  const text = Buffer.from(head.subarray(start, data)).toString(version === 3 ? 'utf8' : 'latin1');
  const { descr, order, dims } = entriesOf(text, where);
  const type = /^([<>=])([fc])(4|8|16)$/.exec(descr);
  const parts = type?.[2] === 'c' ? 2 : 1;
  const size = Number(type?.[3]) / parts;
  if (!type || (size !== 4 && size !== 8))
    throw new InputError(`${where}: expected float32, float64, complex64 or complex128, got dtype ${shown(descr)}`);
  const shape = shapeOf(dims, where);
  // exact however large the numbers of the header are
  const bytes = shape.reduce((n, d) => n * BigInt(d), BigInt(parts * size));
  if (bytes !== BigInt(length - data))
    throw new InputError(
      `${where}: expected ${bytes} bytes of data for shape [${shape.join(', ')}], got ${length - data}`,
    );
  return { shape, parts, size, little: type[1] !== '>', fortran: order === 'True', data };
}

/** An entry of the header, a dict of Python: a text, a bool, a tuple of numbers or a list (the dtype of records). */
const ENTRY = /^\s*(['"])(\w+)\1\s*:\s*(?:(['"])([^'"]*)\3|(True|False)|\(([^()]*)\)|(\[.*\]))\s*(?:,|$)/s;

function entriesOf(text: string, where: string): { descr: string; order: string; dims: string } {
  const expected = "a header {'descr': ..., 'fortran_order': ..., 'shape': ...}";
  const wrong = (): InputError => new InputError(`${where}: expected ${expected}, got ${quoted(text.trim())}`);
  const body = /^\{(.*)\}$/s.exec(text.trim())?.[1];
  if (body === undefined) throw wrong();
  const entries = new Map<string, string>();
  let rest = body;
  while (rest.trim() !== '') {
    const entry = ENTRY.exec(rest);
    if (!entry) throw wrong();
    const [whole, , key = '', , name, bool, tuple, list] = entry;
    const value =
      key === 'descr' ? (name ?? list) : key === 'fortran_order' ? bool : key === 'shape' ? tuple : undefined;
    if (value === undefined || entries.has(key)) throw wrong();
    entries.set(key, value);
    rest = rest.slice(whole.length);
  }
  const [descr, order, dims] = [entries.get('descr'), entries.get('fortran_order'), entries.get('shape')];
  if (descr === undefined || order === undefined || dims === undefined) throw wrong();
  return { descr, order, dims };
}

/** Sizes of a tuple such as `3, 2` or `3,`; Python 2 wrote them as `3L`. */
function shapeOf(tuple: string, where: string): number[] {
  const texts = tuple.split(',').map((text) => text.trim());
  if (texts.at(-1) === '') texts.pop();
  const shape = texts.map((text) => (/^\d{1,16}L?$/.test(text) ? Number.parseInt(text, 10) : Number.NaN));
  if (shape.length > MOST_DIMS || !shape.every(Number.isSafeInteger))
    throw new InputError(`${where}: expected a shape of whole numbers from 0, got ${quoted(`(${tuple})`)}`);
  return shape;
}
