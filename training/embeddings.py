"""Embeddings by a version's frozen encoder, kept on disk: what was embedded once is not embedded again.

They are kept by the encoder itself, not by the version: a challenger with the champion's encoder finds them all.
"""

import hashlib
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from training.export import encoder_of
from triage import versions
from triage.encoder import Encoder
from triage.files import write_atomic
from triage.versions import Installed

Floats = npt.NDArray[np.float32]

# Texts embedded between two saves: what is saved survives a kill.
CHUNK = 512


def embed(
    installed: Installed, texts: Sequence[str], folder: Path, threads: int, progress: Callable[[int, int], None]
) -> Floats:
    """(texts, hidden) of prepared texts, as they are at work; `progress(done, total)` counts the new ones."""
    shelf = folder / fingerprint(installed)[:16]
    kept = _load(shelf)
    keys = [hashlib.sha256(text.encode("utf-8", "replace")).digest() for text in texts]
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in kept}
    progress(0, len(missing))
    encoder = Encoder(installed, threads)
    for at in range(0, len(missing), CHUNK):
        chunk = list(missing)[at : at + CHUNK]
        found = np.stack([e.embedding for e in encoder.encode_many([missing[key] for key in chunk])])
        kept |= zip(chunk, _save(shelf, chunk, found.astype(np.float32)), strict=True)
        progress(at + len(chunk), len(missing))
    return np.stack([kept[key] for key in keys])


def fingerprint(installed: Installed) -> str:
    """SHA-256 of all that an embedding depends on: the encoder's graph, tokenizer and window."""
    graph = encoder_of(installed.folder / versions.MODEL).graph
    digest = hashlib.sha256(str(installed.info.window).encode())
    digest.update((installed.folder / versions.TOKENIZER).read_bytes())
    for part in (*graph.node, *graph.initializer):
        digest.update(part.SerializeToString(deterministic=True))
    return digest.hexdigest()


def _load(shelf: Path) -> dict[bytes, Floats]:
    kept: dict[bytes, Floats] = {}
    for path in sorted(shelf.glob("*.npz")):
        try:
            with np.load(path, allow_pickle=False) as file:
                kept |= zip(map(bytes, file["keys"]), file["embeddings"], strict=True)
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            path.unlink()  # spoilt by the disk; its texts are embedded again
    return kept


def _save(shelf: Path, keys: Sequence[bytes], found: Floats) -> Floats:
    content = io.BytesIO()
    np.savez(content, keys=np.array([np.frombuffer(key, np.uint8) for key in keys]), embeddings=found)
    write_atomic(shelf / f"{hashlib.sha256(b''.join(keys)).hexdigest()[:32]}.npz", content.getvalue())
    return found
