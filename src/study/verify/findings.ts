/** Something that is not as it should be. */
export interface Finding {
  /** Relative to the study directory. */
  readonly file: string;
  /** Row of the file, from 0; null where the whole file is meant. */
  readonly row: number | null;
  readonly column: string | null;
  readonly expected: string;
  readonly found: string;
}

/** Findings that are kept word for word; all are counted. */
const MOST_KEPT = 1000;

export class Findings {
  readonly #kept: Finding[] = [];
  #count = 0;

  add(finding: Finding): void {
    this.#count++;
    if (this.#kept.length < MOST_KEPT) this.#kept.push(finding);
  }

  /** All of them. */
  get count(): number {
    return this.#count;
  }

  /** The first ones. */
  get kept(): readonly Finding[] {
    return this.#kept;
  }
}

/** `file, row 3, column sinr_db: expected 1, found 2`. */
export function findingText({ file, row, column, expected, found }: Finding): string {
  const place = [file, ...(row === null ? [] : [`row ${row}`]), ...(column === null ? [] : [`column ${column}`])];
  return `${place.join(', ')}: expected ${expected}, found ${found}`;
}
