"""What all files here take from the literal programs of test/reference/literal: the system and its Fisher information."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "test" / "reference" / "literal"))
from programs import System, echo_covariance, fisher_cbf, fisher_comp, steering  # noqa: E402, F401
