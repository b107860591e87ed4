/** What a list of any length holds. */
export type ListValues = 'int64' | 'float64';

/**
 * Kinds of column. `list` is a FixedSizeList of float64; `values` is a List, of any length in each row, whose cells are a Float64Array in both cases: its
 * int64 are integers that a double tells apart (`Number.isSafeInteger`).
 */
export type ColumnType =
  'int32' | 'int64' | 'float64' | 'bool' | 'text' | { readonly list: number } | { readonly values: ListValues };

/** A value of a table; null where not defined. */
export type CellValue = number | bigint | string | boolean | Float64Array | null;

/** What the schema says of a column. */
export interface ColumnInfo {
  readonly name: string;
  readonly type: ColumnType;
  readonly unit?: string;
  readonly description: string;
  readonly nullable?: boolean;
  /** True where Infinity is allowed: the RCRB of an angle that cannot be estimated; both: -Infinity too. Default: finite numbers only. */
  readonly infinite?: true | 'both';
  /** True where the value is known to the solver alone and cannot be recomputed from the stored precoders. */
  readonly claim?: boolean;
  /** True where the value follows from the study, or from the row of table designs, without the vectors of the design. */
  readonly given?: boolean;
}

/** One column of a table: values come from `get`. */
export interface Column<Row> extends ColumnInfo {
  readonly get: (row: Row) => CellValue;
}
