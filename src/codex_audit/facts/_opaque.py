"""Names of files that hold no text for people, whatever their bytes look like."""

import re
from typing import Final

from codex_audit.domain.patterns import regex

OPAQUE: Final = (
    r"\.(?:map|png|jpe?g|gif|ico|webp|bmp|tiff?|pdf|ps|eps|zip|gz|bz2|xz|zst|tar|whl|egg|jar|7z|rar|so|dylib"
    r"|dll|exe|o|a|pyc|pyd|class|wasm|bin|dat|npy|npz|pkl|pickle|pt|pth|ckpt|onnx|h5|hdf5|parquet|feather|arrow|sqlite3?"
    r"|db|mo|woff2?|ttf|otf|eot|mp[34]|wav|ogg|flac|avi|mov|webm|safetensors|gguf)$|[.-]min\.(?:js|css|mjs)$"
)
"""A pattern for the end of a name, to be searched in either case."""

OPAQUE_NAME: Final = regex(OPAQUE, re.IGNORECASE)
