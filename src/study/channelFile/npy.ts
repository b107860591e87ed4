import { NPY_HEAD, type NpyHeader, npyHeader } from './npyHeader.ts';
import type { SharedBytes } from './sharedBytes.ts';

/** A real or complex array of a NumPy .npy file. */
export interface NpyArray {
  readonly header: NpyHeader;
  /**
   * Copies the elements of the first index `i` into `target`, row-major in the other indices, whatever the order of the
   * file; `stride` numbers from one to the next.
   */
  readonly copy: (i: number, target: Float64Array, offset: number, stride: number) => void;
}

/**
 * Opens the bytes of a .npy file of float32, float64, complex64 or complex128, either byte order, C or Fortran order.
 *
 * @param where names the file in errors.
 * @throws InputError on anything else (`npyHeader`).
 */
export function openNpy(file: SharedBytes, where: string): NpyArray {
  const header = npyHeader(file.bytes(0, Math.min(NPY_HEAD, file.length)), file.length, where);
  const { shape, parts, size, little, fortran, data } = header;
  const rest = shape.slice(1).reduce((n, d) => n * d, 1);
  const read =
    size === 4
      ? (number: number): number => file.float32(data + 4 * number, little)
      : (number: number): number => file.float64(data + 8 * number, little);
  // made for the first element and not before: a shape that is refused has no memory
  let indices: Float64Array | undefined;
  return {
    header,
    copy: (i, target, offset, stride) => {
      if (fortran) indices ??= fortranIndices(shape);
      for (let k = 0; k < rest; k++) {
        const element = indices ? i + (indices[k] as number) : i * rest + k;
        for (let p = 0; p < parts; p++) target[offset + k * stride + p] = read(element * parts + p);
      }
    },
  };
}

/** Where the elements of first index 0 stand in Fortran order, listed row-major in the other indices. */
function fortranIndices(shape: readonly number[]): Float64Array {
  const [first = 1, ...rest] = shape;
  let indices = Float64Array.of(0);
  let step = first;
  for (const d of rest) {
    const before = indices;
    indices = Float64Array.from(
      { length: before.length * d },
      (_, k) => (before[Math.floor(k / d)] as number) + (k % d) * step,
    );
    step *= d;
  }
  return indices;
}
