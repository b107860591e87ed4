/** Bytes of a name or description, far beyond what the tables have. */
const MOST_TEXT = 8192;

/**
 * Flatbuffers in some bytes that nobody vouches for. A place is an index of a byte; 0 stands for a field that is not stored. Whatever the bytes are, a read
 * stays within them, and what it costs is bounded by their number.
 *
 * @throws RangeError from every method on bytes that are no such flatbuffer.
 */
export class Flatbuffer {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Place of the table that everything else hangs on. @param slots fields that it may have; default any. */
  root(slots?: readonly number[]): number {
    return this.#table(this.#follow(0), slots);
  }

  int(place: number, missing = 0): number {
    return place === 0 ? missing : this.#view.getInt32(this.#within(place, 4), true);
  }

  short(place: number, missing = 0): number {
    return place === 0 ? missing : this.#view.getInt16(this.#within(place, 2), true);
  }

  byte(place: number, missing = 0): number {
    return place === 0 ? missing : this.#view.getUint8(this.#within(place, 1));
  }

  /** A truth value. */
  flag(place: number): boolean {
    const value = this.byte(place);
    if (value > 1) throw new RangeError(`a truth value ${value}`);
    return value === 1;
  }

  /** A 64-bit number as a double. */
  long(place: number): number {
    return place === 0 ? 0 : Number(this.#view.getBigInt64(this.#within(place, 8), true));
  }

  /** Place of a table's field. */
  field(table: number, slot: number): number {
    const names = table - this.#view.getInt32(this.#within(table, 4), true);
    const at = 4 + 2 * slot;
    const offset =
      at < this.#view.getUint16(this.#within(names, 2), true)
        ? this.#view.getUint16(this.#within(names + at, 2), true)
        : 0;
    return offset === 0 ? 0 : table + offset;
  }

  /** Place of the table that a field points to. @param slots fields that it may have; default any. */
  table(place: number, slots?: readonly number[]): number {
    if (place === 0) throw new RangeError('a part of the metadata is missing');
    return this.#table(this.#follow(place), slots);
  }

  /** A field that is not known could change what other readers see. */
  #table(table: number, slots: readonly number[] | undefined): number {
    if (!slots) return table;
    const names = table - this.#view.getInt32(this.#within(table, 4), true);
    const count = Math.ceil((this.#view.getUint16(this.#within(names, 2), true) - 4) / 2);
    for (let slot = 0; slot < count; slot++)
      if (!slots.includes(slot) && this.field(table, slot) !== 0) throw new RangeError('metadata of another writer');
    return table;
  }

  /** Places of the elements of a vector, each of `size` bytes. */
  elements(place: number, size: number, most = Infinity): number[] {
    if (place === 0) return [];
    const start = this.#follow(place);
    const length = this.#view.getInt32(this.#within(start, 4), true);
    if (!(length >= 0 && length <= most && start + 4 + size * length <= this.#bytes.length))
      throw new RangeError(`a list of ${length} entries`);
    return Array.from({ length }, (_, i) => start + 4 + size * i);
  }

  text(place: number): string {
    if (place === 0) throw new RangeError('a text of the metadata is missing');
    const start = this.#follow(place);
    const length = this.#view.getInt32(this.#within(start, 4), true);
    if (!(length >= 0 && length <= MOST_TEXT && start + 4 + length <= this.#bytes.length))
      throw new RangeError(`a text of ${length} bytes`);
    return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + start + 4, length).toString();
  }

  /** A place with so many bytes behind it: a DataView would refuse others in words of its own. */
  #within(place: number, bytes: number): number {
    if (!(place >= 0 && place + bytes <= this.#bytes.length))
      throw new RangeError('the metadata points beyond its end');
    return place;
  }

  #follow(place: number): number {
    const target = place + this.#view.getInt32(this.#within(place, 4), true);
    if (!(target >= 4 && target <= this.#bytes.length - 4))
      throw new RangeError('a part of the metadata is out of place');
    return target;
  }
}
