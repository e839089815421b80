"""NumPy is told what the processor can do."""

from pathlib import Path

import pytest

from nlu.processor import name_kernels


@pytest.mark.parametrize(
    ("flags", "named"),
    [
        ("fpu sse2 avx2 avx512f", {"OPENBLAS_CORETYPE": "SkylakeX"}),
        ("fpu sse2 avx2", {"OPENBLAS_CORETYPE": "Haswell"}),
        ("fpu sse2", {}),
    ],
)
def test_the_best_kernels_are_named(tmp_path: Path, flags: str, named: dict[str, str]) -> None:
    told = tmp_path / "cpuinfo"
    told.write_text(f"model name : X\nflags : {flags}\n", encoding="utf-8")
    environ: dict[str, str] = {}

    name_kernels(environ, told)

    assert named == environ


def test_what_the_operator_has_set_is_kept(tmp_path: Path) -> None:
    environ = {"OPENBLAS_CORETYPE": "Zen"}
    name_kernels(environ)
    nowhere: dict[str, str] = {}
    name_kernels(nowhere, tmp_path / "none")

    assert ({"OPENBLAS_CORETYPE": "Zen"}, {}) == (environ, nowhere)
