import { invariant } from '../../errors.ts';
import { NoRoom } from '../deviceFault.ts';
import { COMPLEX, DOUBLE, type OpAttribute, type TfjsBinding } from './binding.ts';

/** A TensorFlow tensor: float64, complex128, int32 or bool, wherever TensorFlow keeps it. */
export interface Handle {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: number;
}

/**
 * TensorFlow ops on float64 and complex128 handles, executed one by one through tfjs-node's binding, which has no dtype for either:
 * values cross the boundary as float32 pairs of the same bytes. Handles belong to the innermost `tidy`.
 */
export class TensorOps {
  readonly #binding: TfjsBinding;
  readonly #scopes: Set<number>[] = [new Set()];
  readonly #integers = new Map<string, Handle>();
  readonly #scalars = new Map<string, Handle>();

  constructor(binding: TfjsBinding) {
    this.#binding = binding;
  }

  /** Frees every handle. */
  dispose(): void {
    for (const scope of this.#scopes) for (const id of scope) this.#binding.deleteTensor(id);
    this.#scopes.splice(0, this.#scopes.length, new Set());
    this.#integers.clear();
    this.#scalars.clear();
  }

  /** Frees the handles that f makes, but for those in its result, in any nesting of arrays and records. */
  tidy<T>(f: () => T): T {
    const scope = new Set<number>();
    this.#scopes.push(scope);
    try {
      const result = f();
      this.#handUp(scope, result);
      return result;
    } finally {
      this.#scopes.splice(this.#scopes.indexOf(scope), 1);
      for (const id of scope) this.#binding.deleteTensor(id);
    }
  }

  /** Frees handles before their scope ends; those of other scopes than the innermost are left alone. */
  free(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    if (isHandle(value)) {
      if (this.#scopes[this.#scopes.length - 1]?.delete(value.id) === true) this.#binding.deleteTensor(value.id);
    } else for (const part of Object.values(value)) this.free(part);
  }

  /** Gives a handle away: the caller frees it. */
  release(handle: Handle): Handle {
    for (const scope of this.#scopes) scope.delete(handle.id);
    return handle;
  }

  #handUp(scope: Set<number>, result: unknown): void {
    if (typeof result !== 'object' || result === null) return;
    if (isHandle(result)) {
      if (scope.delete(result.id)) this.#outer().add(result.id);
    } else for (const part of Object.values(result)) this.#handUp(scope, part);
  }

  #outer(): Set<number> {
    return this.#scopes[this.#scopes.length - 2] ?? this.#root();
  }

  #root(): Set<number> {
    const [root] = this.#scopes;
    invariant(root, 'the outermost scope is always there');
    return root;
  }

  #own(handle: Handle, root = false): Handle {
    (root ? this.#root() : (this.#scopes[this.#scopes.length - 1] ?? this.#root())).add(handle.id);
    return handle;
  }

  run(name: string, attributes: readonly OpAttribute[], inputs: readonly Handle[], root = false): Handle {
    const [out] = this.#execute(
      name,
      attributes,
      inputs.map((h) => h.id),
    );
    invariant(out, `TensorFlow's ${name} has an output`);
    return this.#own(out, root);
  }

  #execute(name: string, attributes: readonly OpAttribute[], inputs: readonly number[]): Handle[] {
    try {
      return this.#binding.executeOp(name, attributes, inputs, 1);
    } catch (error) {
      // the binding tells TensorFlow's status by its number: 8 is RESOURCE_EXHAUSTED
      if (error instanceof Error && /TF_Status: 8\b|OOM when allocating/.test(error.message))
        throw new NoRoom(`TensorFlow has no memory for ${name}`);
      throw error;
    }
  }

  #type(name: string, value: number): OpAttribute {
    return { name, type: this.#binding.TF_ATTR_TYPE, value };
  }

  #flag(name: string, value: boolean): OpAttribute {
    return { name, type: this.#binding.TF_ATTR_BOOL, value };
  }

  // --- values in and out

  /** A float64 tensor of the given values. */
  upload(values: Float64Array, shape: readonly number[]): Handle {
    return this.#upload(values, shape, false);
  }

  #upload(values: Float64Array, shape: readonly number[], root: boolean): Handle {
    const { TF_FLOAT } = this.#binding;
    const halves = new Float32Array(values.buffer, values.byteOffset, 2 * values.length);
    const id = this.#binding.createTensor([...shape, 2], TF_FLOAT, halves);
    try {
      const attributes = [this.#type('T', TF_FLOAT), this.#type('type', DOUBLE)];
      return this.run('Bitcast', attributes, [{ id, shape: [...shape, 2], dtype: TF_FLOAT }], root);
    } finally {
      this.#binding.deleteTensor(id);
    }
  }

  /** Values of a float64 or complex128 tensor, the latter as pairs. */
  read(handle: Handle): Float64Array {
    const { TF_FLOAT } = this.#binding;
    const real = handle.dtype === COMPLEX ? this.pairs(handle) : handle;
    const halves = this.run('Bitcast', [this.#type('T', DOUBLE), this.#type('type', TF_FLOAT)], [real]);
    const values = this.#binding.tensorDataSync(halves.id);
    return new Float64Array(values.buffer, values.byteOffset, values.length / 2);
  }

  /** A constant int32 vector; equal ones are made once. */
  integers(values: readonly number[] | Int32Array, shape: readonly number[] = [values.length]): Handle {
    const key = values.length <= 16 ? `${shape.join()}:${values.join()}` : null;
    const known = key === null ? undefined : this.#integers.get(key);
    if (known) return known;
    const dtype = this.#binding.TF_INT32;
    const id = this.#binding.createTensor(shape, dtype, Int32Array.from(values));
    const handle = this.#own({ id, shape, dtype }, key !== null);
    if (key !== null) this.#integers.set(key, handle);
    return handle;
  }

  /** A float64 scalar, or with an imaginary part a complex128 one; equal ones are made once. */
  scalar(re: number, im?: number): Handle {
    const key = `${re},${im ?? ''}`;
    let known = this.#scalars.get(key);
    if (!known) {
      known = this.#upload(
        im === undefined ? Float64Array.of(re) : Float64Array.of(re, im),
        im === undefined ? [] : [2],
        true,
      );
      if (im !== undefined)
        known = this.run('Bitcast', [this.#type('T', DOUBLE), this.#type('type', COMPLEX)], [known], true);
      this.#scalars.set(key, known);
    }
    return known;
  }

  /** complex128 [...] as float64 [..., 2], without a copy. */
  pairs(a: Handle): Handle {
    return this.run('Bitcast', [this.#type('T', COMPLEX), this.#type('type', DOUBLE)], [a]);
  }

  /** float64 [..., 2] as complex128 [...], without a copy. */
  complexOf(pairs: Handle): Handle {
    return this.run('Bitcast', [this.#type('T', DOUBLE), this.#type('type', COMPLEX)], [pairs]);
  }

  // --- element by element, with broadcasting

  readonly add = this.#binary('AddV2');
  readonly sub = this.#binary('Sub');
  readonly mul = this.#binary('Mul');
  readonly div = this.#binary('RealDiv');
  readonly max = this.#binary('Maximum');
  readonly min = this.#binary('Minimum');
  readonly less = this.#binary('Less');
  readonly sqrt = this.#unary('Sqrt');
  readonly square = this.#unary('Square');
  readonly neg = this.#unary('Neg');
  readonly abs = this.#unary('Abs');
  readonly conj = this.#unary('Conj');
  readonly isFinite = this.#unary('IsFinite');

  #binary(name: string): (a: Handle, b: Handle) => Handle {
    return (a, b) => this.run(name, [this.#type('T', a.dtype)], [a, b]);
  }
  #unary(name: string): (a: Handle) => Handle {
    return (a) => this.run(name, [this.#type('T', a.dtype)], [a]);
  }
  and(a: Handle, b: Handle): Handle {
    return this.run('LogicalAnd', [], [a, b]);
  }
  real(a: Handle): Handle {
    return this.run('Real', [this.#type('T', COMPLEX), this.#type('Tout', DOUBLE)], [a]);
  }
  /** a where the condition holds, else b. */
  select(condition: Handle, a: Handle, b: Handle): Handle {
    return this.run('SelectV2', [this.#type('T', a.dtype)], [condition, a, b]);
  }
  /** bool as 0 and 1 in float64. */
  number(condition: Handle): Handle {
    const attributes = [this.#type('SrcT', condition.dtype), this.#type('DstT', DOUBLE), this.#flag('Truncate', false)];
    return this.run('Cast', attributes, [condition]);
  }

  // --- reductions over axes

  #reduction(name: string, typed = true): (a: Handle, axes: readonly number[], keep?: boolean) => Handle {
    return (a, axes, keep = false) => {
      const attributes = [this.#type('Tidx', this.#binding.TF_INT32), this.#flag('keep_dims', keep)];
      if (typed) attributes.push(this.#type('T', a.dtype));
      return this.run(name, attributes, [a, this.integers(axes)]);
    };
  }
  readonly #total = this.#reduction('Sum');
  /** Over the last dimension alone: over another one TensorFlow adds in an order that depends on the batch. */
  sum(a: Handle, axes: readonly [number], keep = false): Handle {
    invariant(axes[0] === a.shape.length - 1, 'sums go over the last dimension');
    return this.#total(a, axes, keep);
  }
  readonly least = this.#reduction('Min');
  readonly largest = this.#reduction('Max');
  readonly all = this.#reduction('All', false);
  /** out[ids[i]] = max over i of a[i], at least 0. */
  segmentMax(a: Handle, ids: Handle, segments: number): Handle {
    const int = this.#binding.TF_INT32;
    const attributes = [this.#type('T', a.dtype), this.#type('Tindices', int), this.#type('Tnumsegments', int)];
    return this.max(
      this.run('UnsortedSegmentMax', attributes, [a, ids, this.integers([segments], [])]),
      this.scalar(0),
    );
  }

  // --- matrices: the last two dimensions, batched over the others

  /** a b with a^H or b^H where asked; batch dimensions broadcast. */
  matmul(a: Handle, b: Handle, adjointA = false, adjointB = false): Handle {
    const attributes = [this.#type('T', a.dtype), this.#flag('adj_x', adjointA), this.#flag('adj_y', adjointB)];
    return this.run('BatchMatMulV2', attributes, [a, b]);
  }
  /** L with a = L L^H, lower; a matrix that is not positive definite gets a lower triangle of NaN, or of 0 if complex. */
  readonly cholesky = this.#unary('Cholesky');
  /** L^-1 b, or L^-H b. */
  triangularSolve(lower: Handle, b: Handle, adjoint = false): Handle {
    const attributes = [this.#type('T', b.dtype), this.#flag('lower', true), this.#flag('adjoint', adjoint)];
    return this.run('MatrixTriangularSolve', attributes, [lower, b]);
  }
  adjoint(a: Handle): Handle {
    const rank = a.shape.length;
    const order = a.shape.map((_, i) => (i < rank - 2 ? i : i === rank - 2 ? rank - 1 : rank - 2));
    return this.transpose(a, order, a.dtype === COMPLEX ? 'ConjugateTranspose' : 'Transpose');
  }
  transpose(a: Handle, order: readonly number[], name = 'Transpose'): Handle {
    return this.run(
      name,
      [this.#type('T', a.dtype), this.#type('Tperm', this.#binding.TF_INT32)],
      [a, this.integers(order)],
    );
  }

  // --- shapes

  reshape(a: Handle, shape: readonly number[]): Handle {
    const attributes = [this.#type('T', a.dtype), this.#type('Tshape', this.#binding.TF_INT32)];
    return this.run('Reshape', attributes, [a, this.integers(shape)]);
  }
  slice(a: Handle, begin: readonly number[], size: readonly number[]): Handle {
    const attributes = [this.#type('T', a.dtype), this.#type('Index', this.#binding.TF_INT32)];
    return this.run('Slice', attributes, [a, this.integers(begin), this.integers(size)]);
  }
  concat(parts: readonly Handle[], axis: number): Handle {
    const [first] = parts;
    invariant(first, 'something to concatenate');
    if (parts.length === 1) return first;
    const attributes = [
      this.#type('T', first.dtype),
      this.#type('Tidx', this.#binding.TF_INT32),
      { name: 'N', type: this.#binding.TF_ATTR_INT, value: parts.length },
    ];
    return this.run('ConcatV2', attributes, [...parts, this.integers([axis], [])]);
  }
  /** a[..., indices, ...] along an axis. */
  gather(a: Handle, indices: Handle, axis: number): Handle {
    const int = this.#binding.TF_INT32;
    const attributes = [
      this.#type('Tparams', a.dtype),
      this.#type('Tindices', int),
      this.#type('Taxis', int),
      { name: 'batch_dims', type: this.#binding.TF_ATTR_INT, value: 0 },
    ];
    return this.run('GatherV2', attributes, [a, indices, this.integers([axis], [])]);
  }
  /** a with the rows `indices` ([k, 1]) replaced by those of `rows`. */
  replaceRows(a: Handle, indices: Handle, rows: Handle): Handle {
    const attributes = [this.#type('T', a.dtype), this.#type('Tindices', this.#binding.TF_INT32)];
    return this.run('TensorScatterUpdate', attributes, [a, indices, rows]);
  }
  broadcast(a: Handle, shape: readonly number[]): Handle {
    const attributes = [this.#type('T', a.dtype), this.#type('Tidx', this.#binding.TF_INT32)];
    return this.run('BroadcastTo', attributes, [a, this.integers(shape)]);
  }
  zeros(shape: readonly number[]): Handle {
    return this.broadcast(this.scalar(0), shape);
  }
}

function isHandle(value: object): value is Handle {
  return 'id' in value && 'dtype' in value;
}
