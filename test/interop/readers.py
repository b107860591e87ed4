"""Opens every file of a study with some readers and prints what they see as one JSON object.

usage: readers.py FOLDER READER...   (the names in READERS: a package, or package-option)
usage: readers.py --versions         prints the version of each reader's package, null where it is missing
FOLDER is the data/ folder of a study directory, a folder of .arrow files for each table, or its parquet/ folder, a folder of
chunk=<id>/part.parquet for each table.
"""

import importlib
import json
import math
import numbers
import sys
from pathlib import Path


def plain(value):
    """A value as JSON can hold it: 64-bit integers as text, NaN as text, lists of such."""
    if value is None:
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value) if not math.isfinite(value) else value
    if isinstance(value, str):
        return value
    if hasattr(value, "item") and getattr(value, "ndim", 1) == 0:
        return plain(value.item())
    return [plain(v) for v in value]


def result(rows, types, nulls, units, first, sums):
    return {"rows": rows, "types": types, "nulls": nulls, "units": units, "first": first, "sums": sums}


def units_of(schema):
    return {f.name: f.metadata[b"unit"].decode() for f in schema if f.metadata and b"unit" in f.metadata}


def is_parquet(file):
    return file.suffix == ".parquet"


def arrow_table(file):
    import pyarrow.ipc
    import pyarrow.parquet

    if is_parquet(file):
        return pyarrow.parquet.ParquetFile(file).read()

    with pyarrow.ipc.open_file(str(file)) as reader:
        return reader.read_all()


def read_pyarrow(file):
    table = arrow_table(file)
    table.validate(full=True)
    names = table.column_names
    rows = table.to_pylist()
    return result(
        table.num_rows,
        {f.name: str(f.type) for f in table.schema},
        {n: table.column(n).null_count for n in names},
        units_of(table.schema),
        {k: plain(v) for k, v in rows[0].items()} if rows else None,
        sums_of({n: table.column(n).to_pylist() for n in names}),
    )


def sums_of(columns):
    """Sum of the numbers of every column of float64, and of lists of numbers."""
    sums = {}
    for name, values in columns.items():
        lists = [v for v in values if hasattr(v, "__len__") and not isinstance(v, str)]
        flat = [x for v in lists for x in v] or [v for v in values if v is not None]
        if flat and all(isinstance(x, numbers.Real if lists else float) for x in flat):
            # quantiles of few draws have infinite ends
            sums[name] = math.fsum(x for x in flat if math.isfinite(x))
    return sums


def read_pandas(file, **options):
    import pandas

    frame = pandas.read_parquet(file, partitioning=None, **options) if is_parquet(file) else pandas.read_feather(file, **options)
    return frame_result(frame)


def read_pandas_numpy(file):
    return read_pandas(file, dtype_backend="numpy_nullable")


def read_pandas_pyarrow(file):
    return read_pandas(file, dtype_backend="pyarrow")


def read_pandas_mapped(file):
    import pandas

    return frame_result(arrow_table(file).to_pandas(types_mapper=pandas.ArrowDtype))


NUMBERS = ("float64", "Float64", "double[pyarrow]", "object")


def has_numbers(dtype):
    return str(dtype) in NUMBERS or "list<" in str(dtype)


def frame_result(frame):
    first = {n: plain(null_to_none(frame[n].iloc[0])) for n in frame.columns} if len(frame) else None
    return result(
        len(frame),
        {n: str(t) for n, t in frame.dtypes.items()},
        {n: int(frame[n].isna().sum()) for n in frame.columns},
        {},
        first,
        sums_of({n: [null_to_none(v) for v in frame[n]] for n in frame.columns if has_numbers(frame[n].dtype)}),
    )


def null_to_none(value):
    """pandas has NaN, None and NA for a null; the tables hold no NaN."""
    import pandas

    if value is pandas.NA:
        return None
    return None if isinstance(value, float) and math.isnan(value) else value


def read_polars(file):
    import polars

    return polars_result(polars.read_parquet(file, hive_partitioning=False) if is_parquet(file) else polars.read_ipc(file))


def polars_result(frame):
    return result(
        frame.height,
        {n: str(t) for n, t in frame.schema.items()},
        {n: frame[n].null_count() for n in frame.columns},
        {},
        {k: plain(v) for k, v in frame.row(0, named=True).items()} if frame.height else None,
        sums_of({n: frame[n].to_list() for n in frame.columns}),
    )


def read_duckdb(file):
    import duckdb

    connection = duckdb.connect()
    if is_parquet(file):
        connection.execute(f"create view t as from read_parquet('{file}', hive_partitioning = false)")
    else:
        connection.register("t", arrow_table(file))  # DuckDB reads Arrow through pyarrow
    names = [row[0] for row in connection.execute("select column_name from (describe t)").fetchall()]
    counts = connection.execute(
        "select count(*), " + ", ".join(f'count(*) - count("{n}")' for n in names) + " from t"
    ).fetchone()
    rows = connection.execute("select * from t").fetchall()
    return result(
        counts[0],
        {n: str(t) for n, t in connection.execute("select column_name, column_type from (describe t)").fetchall()},
        dict(zip(names, counts[1:])),
        {},
        {n: plain(v) for n, v in zip(names, rows[0])} if rows else None,
        sums_of({n: [r[i] for r in rows] for i, n in enumerate(names)}),
    )


def scanned_rows(reader, folder):
    """Rows of a table read as one dataset, None where the reader has no such scan."""
    hive = any(folder.glob("chunk=*"))
    if reader == "pyarrow":
        import pyarrow.dataset

        options = {"format": "parquet", "partitioning": "hive"} if hive else {"format": "arrow"}
        return pyarrow.dataset.dataset(str(folder), **options).count_rows()
    if reader == "polars":
        import polars

        frame = polars.scan_parquet(folder, hive_partitioning=True) if hive else polars.scan_ipc(folder)
        return frame.select(polars.len()).collect().item()
    if reader == "pandas" and hive:
        import pandas

        return len(pandas.read_parquet(folder))
    if reader == "duckdb" and hive:
        import duckdb

        return duckdb.sql(f"select count(*) from read_parquet('{folder}/*/*.parquet', hive_partitioning = true)").fetchone()[0]
    return None


def read_polars_pyarrow(file):
    import polars

    return polars_result(polars.from_arrow(arrow_table(file)))


READERS = {
    "pyarrow": read_pyarrow,
    "pandas": read_pandas,
    "pandas-numpy_nullable": read_pandas_numpy,
    "pandas-pyarrow": read_pandas_pyarrow,
    "pandas-types_mapper": read_pandas_mapped,
    "polars": read_polars,
    "polars-from_arrow": read_polars_pyarrow,
    "duckdb": read_duckdb,
}


def version_of(reader):
    try:
        return importlib.import_module(reader.split("-")[0]).__version__
    except ImportError:
        return None


def main(arguments):
    if arguments == ["--versions"]:
        print(json.dumps({name: version_of(name) for name in READERS}))
        return
    data, *readers = arguments
    seen = {}
    for reader in readers:
        seen[reader] = {"files": {}, "scans": {}}
        for table in sorted(Path(data).iterdir()):
            seen[reader]["scans"][table.name] = scanned_rows(reader, table)
            for file in sorted(f for f in table.rglob("*") if f.is_file()):
                seen[reader]["files"][str(file.relative_to(data))] = READERS[reader](file)
    print(json.dumps(seen, allow_nan=False))


main(sys.argv[1:])
