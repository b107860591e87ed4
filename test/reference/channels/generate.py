"""Writes the channel files of this folder: the same 3 realizations of shape [bs, cell, user, antenna] = [2, 2, 1, 3] in every layout.

usage: python generate.py    (numpy and pyarrow)
"""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.feather as feather

here = Path(__file__).parent
shape = (3, 2, 2, 1, 3)
count = int(np.prod(shape))
# exact in float32: values tell their own index
h = (np.arange(count) / 4 + 1j * (np.arange(count) / 8 + 0.5)).reshape(shape)

np.savez(here / "complex128.npz", channels=h)
np.savez_compressed(here / "complex64-fortran.npz", channels=np.asfortranarray(h.astype(np.complex64)), other=np.zeros(2))
np.savez(here / "pair-float32.npz", channels_re=h.real.astype(np.float32), channels_im=np.asfortranarray(h.imag.astype(np.float32)))
np.savez(here / "unnamed-big-endian.npz", h.astype(">c16"))
np.save(here / "plain.npy", h)

pairs = np.stack([h.real, h.imag], axis=-1)
nested = pa.array(pairs.tolist(), pa.list_(pa.list_(pa.list_(pa.list_(pa.list_(pa.float64(), 2), 3), 1), 2), 2))
feather.write_feather(pa.table({"channels": nested}), here / "nested.arrow", compression="uncompressed")
lists = pa.array(pairs.astype(np.float32).tolist(), pa.list_(pa.list_(pa.list_(pa.list_(pa.list_(pa.float32()))))))
feather.write_feather(pa.table({"time": pa.array([0, 1, 2]), "channels": lists}), here / "lists.feather", compression="uncompressed", chunksize=2)
tensor = pa.FixedShapeTensorArray.from_numpy_ndarray(pairs)
feather.write_feather(pa.table({"channels": tensor}), here / "tensor.arrow", compression="uncompressed")
flat = pa.array(pairs.reshape(3, -1).tolist(), pa.list_(pa.float64(), 24))
feather.write_feather(pa.table({"h": flat}), here / "flat.arrow", compression="uncompressed")
feather.write_feather(pa.table({"h": flat}), here / "compressed.arrow", compression="zstd")
# what pandas' to_feather writes where nobody says anything else
feather.write_feather(pa.table({"h": flat}), here / "compressed-lz4.feather", compression="lz4")

# S of the errors of each link: element k of a realization is (k mod 7)/8 - j (k mod 5)/16, in realization i with i/4 more
links = shape[1:]
index = np.arange(int(np.prod(links)) * 3).reshape(*links, 3)
one = (index % 7) / 8 - 1j * (index % 5) / 16
all_shapes = np.stack([one + i / 4 for i in range(3)])
np.savez(here / "shaped.npz", channels=h, errorShape=all_shapes)
np.savez(here / "shaped-constant.npz", channels=h, errorShape_re=one.real, errorShape_im=one.imag)
shape_pairs = np.stack([all_shapes.real, all_shapes.imag], axis=-1)
columns = {"channels": tensor, "errorShape": pa.FixedShapeTensorArray.from_numpy_ndarray(shape_pairs)}
feather.write_feather(pa.table(columns), here / "shaped.arrow", compression="uncompressed")
