"""Writes the same channels as the study reads them in every way of NumPy, pyarrow, pandas and Polars that docs/channels.md tells of.

usage: channelFiles.py FOLDER    prints the names of the files as JSON: {"read": [...], "compressed": [...]}
The channels are those of test/reference/channels: [realizations, bs, cell, user, antenna] = [3, 2, 2, 1, 3].
"""

import io
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.feather as feather

folder = Path(sys.argv[1])
shape = (3, 2, 2, 1, 3)
count = int(np.prod(shape))
h = (np.arange(count) / 4 + 1j * (np.arange(count) / 8 + 0.5)).reshape(shape)
pairs = np.stack([h.real, h.imag], axis=-1)
written = {"read": [], "compressed": []}


def name(text, kind="read"):
    written[kind].append(text)
    return str(folder / text)


class Unseekable(io.RawIOBase):
    """A pipe: zipfile then writes sizes after the data."""

    def __init__(self):
        self.parts = []

    def writable(self):
        return True

    def write(self, data):
        self.parts.append(bytes(data))
        return len(data)


for pack in (np.savez, np.savez_compressed):
    stream = Unseekable()
    pack(stream, channels=h, other=np.zeros(3))
    Path(name(f"{pack.__name__}-stream.npz")).write_bytes(b"".join(stream.parts))
    pack(name(f"{pack.__name__}.npz"), other=np.zeros(3), channels=np.asfortranarray(h))

for version in ((1, 0), (2, 0), (3, 0)):
    with open(name(f"version{version[0]}.npy"), "wb") as file:
        np.lib.format.write_array(file, h.astype(">c8"), version=version)

nested = pairs.tolist()
large = pa.float64()
for _ in range(5):
    large = pa.large_list(large)
for label, item in (("large", large), ("guessed", None)):
    table = pa.table({"time": ["a", "b", "c"], "channels": pa.array(nested, item)})
    feather.write_feather(table, name(f"{label}.feather"), compression="uncompressed")
    with pa.ipc.new_stream(name(f"{label}-stream.arrow"), table.schema) as writer:
        writer.write_table(table, max_chunksize=2)
    feather.write_feather(table, name(f"{label}-zstd.feather", "compressed"), compression="zstd")

rows = pd.DataFrame({"time": pd.to_datetime([1, 2, 3]), "place": pd.Categorical(["x", "y", "x"]), "channels": nested})
rows.to_feather(name("pandas.feather"), compression="uncompressed")
rows.to_feather(name("pandas-default.feather", "compressed"))

frame = pl.DataFrame({"place": ["roof", "a street that is longer than twelve bytes", None], "channels": nested})
frame.write_ipc(name("polars.arrow"), compression="uncompressed", compat_level=pl.CompatLevel.newest())
frame.write_ipc_stream(name("polars-stream.arrow"), compression="uncompressed", compat_level=pl.CompatLevel.newest())
array = frame.with_columns(pl.col("channels").cast(pl.Array(pl.Float32, shape[1:] + (2,))))
array.write_ipc(name("polars-array.arrow"), compression="uncompressed")
frame.write_ipc(name("polars-lz4.arrow", "compressed"), compression="lz4")

print(json.dumps(written))
