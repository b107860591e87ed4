import { InputError } from '../../errors.ts';

const MAGIC = '\x93NUMPY';

/** A real or complex array of a NumPy .npy file. */
export interface NpyArray {
  readonly shape: readonly number[];
  /** Numbers of an element: 1 real, 2 complex. */
  readonly parts: 1 | 2;
  /**
   * Copies a part of the elements of the first index `i` into `target`, row-major in the other indices, whatever the order of the
   * file; `stride` numbers from one to the next.
   */
  readonly copy: (i: number, target: Float64Array, offset: number, stride: number) => void;
}

/**
 * Parses the bytes of a .npy file (format 1.0 to 3.0) of float32, float64, complex64 or complex128, either byte order, C or Fortran
 * order.
 *
 * @param where names the file in errors.
 * @throws InputError on anything else.
 */
export function parseNpy(bytes: Uint8Array, where: string): NpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 10 || Buffer.from(bytes.subarray(0, 6)).toString('latin1') !== MAGIC)
    throw new InputError(`${where}: expected a NumPy .npy array, got something else`);
  const long = (bytes[6] as number) > 1;
  const start = long ? 12 : 10;
  const length = long && bytes.length >= 12 ? view.getUint32(8, true) : view.getUint16(8, true);
  const header = Buffer.from(bytes.subarray(start, start + length)).toString('latin1');
  const descr = /'descr': *'([^']*)'/.exec(header)?.[1] ?? /'descr': *(\[.*\])/.exec(header)?.[1] ?? 'none';
  const type = /^([<>|=])([fc])(4|8|16)$/.exec(descr);
  const order = /'fortran_order': *(True|False)/.exec(header)?.[1];
  const dims = /'shape': *\(([^)]*)\)/.exec(header)?.[1];
  const parts = type?.[2] === 'c' ? 2 : 1;
  const size = Number(type?.[3]) / parts;
  if (!type || (size !== 4 && size !== 8))
    throw new InputError(`${where}: expected float32, float64, complex64 or complex128, got dtype ${descr}`);
  if (order === undefined || dims === undefined)
    throw new InputError(`${where}: expected a NumPy header with fortran_order and shape, got ${header.trim()}`);
  const shape = dims
    .split(',')
    .filter((d) => d.trim() !== '')
    .map(Number);
  const count = shape.reduce((n, d) => n * d, 1);
  const data = start + length;
  if (bytes.length - data !== count * parts * size)
    throw new InputError(
      `${where}: expected ${count * parts * size} bytes of data for shape [${shape.join(', ')}], got ${bytes.length - data}`,
    );
  const little = type[1] !== '>';
  const read = (number: number): number =>
    size === 4 ? view.getFloat32(data + 4 * number, little) : view.getFloat64(data + 8 * number, little);
  const indices = order === 'True' ? fortranIndices(shape) : null;
  const rest = count / (shape[0] ?? 1);
  return {
    shape,
    parts,
    copy: (i, target, offset, stride) => {
      for (let k = 0; k < rest; k++) {
        const element = indices ? i + (indices[k] as number) : i * rest + k;
        for (let p = 0; p < parts; p++) target[offset + k * stride + p] = read(element * parts + p);
      }
    },
  };
}

/** Where the elements of first index 0 stand in Fortran order, listed row-major in the other indices. */
function fortranIndices(shape: readonly number[]): number[] {
  const [first = 1, ...rest] = shape;
  let indices = [0];
  let step = first;
  for (const d of rest) {
    const at = step;
    indices = indices.flatMap((i) => Array.from({ length: d }, (_, k) => i + k * at));
    step *= d;
  }
  return indices;
}
