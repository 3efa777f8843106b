"""Names of files that hold no text for people, whatever their bytes look like."""

from typing import Final

_KINDS: Final = """
map png jpg jpeg gif ico webp bmp tif tiff pdf ps eps zip gz bz2 xz zst tar whl egg jar 7z rar so dylib dll exe o a
pyc pyd class wasm bin dat npy npz pkl pickle pt pth ckpt onnx h5 hdf5 parquet feather arrow sqlite sqlite3 db mo
woff woff2 ttf otf eot mp3 mp4 wav ogg flac avi mov webm safetensors gguf
"""
_ENDINGS: Final = tuple(
    [f".{kind}" for kind in _KINDS.split()]
    + [f"{mark}min.{kind}" for mark in ".-" for kind in ("js", "css", "mjs")]
)


def is_opaque(name: str) -> bool:
    """Whether a file of this name is an image, an archive, a model or the like, or minified."""
    return name.lower().endswith(_ENDINGS)
