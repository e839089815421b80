"""Which processor NumPy is told of."""

from collections.abc import MutableMapping
from pathlib import Path

_SETTING = "OPENBLAS_CORETYPE"
_KERNELS = {"avx512f": "SkylakeX", "avx2": "Haswell"}
"""By what a processor can do, the best first."""


def name_kernels(environ: MutableMapping[str, str], told: Path = Path("/proc/cpuinfo")) -> None:
    """Name the kernels for NumPy's OpenBLAS; must happen before NumPy is imported.

    The one in NumPy 1.24 takes newer processors for a Prescott of 2004 and is five times slower
    there (OpenMathLib/OpenBLAS#4267). What the operator has set is kept.
    """
    if _SETTING in environ or not told.is_file():
        return
    able = set(told.read_text(encoding="utf-8").split())
    if kernels := [name for can, name in _KERNELS.items() if can in able]:
        environ[_SETTING] = kernels[0]
