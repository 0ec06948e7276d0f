"""A full disk, whichever library meets it first, as one error that says where; and what was begun is taken away."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from triage.errors import TriageError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# What C++ and Rust make of it: strerror, Rust's own words, and torch, which does not say why.
_WORDS = ("No space left on device", "File too large", "Disk quota exceeded", "PytorchStreamWriter failed")


class DiskFull(TriageError):
    """Nothing more can be written to a folder."""


@contextmanager
def told(folder: Path, exactly: bool = False) -> Iterator[None]:
    """Raise DiskFull for what a full disk made fail; it names the folder of the file in question, where that is known,
    or else `folder`; `exactly`: this one in any case."""
    try:
        yield
    except DiskFull:
        raise
    except Exception as error:  # torch, C++ and Rust raise their own kinds; what is no full disk goes on
        cause = _cause(error)
        if cause is None:
            raise
        place = folder
        if isinstance(cause, OSError) and not exactly and (file := cause.filename2 or cause.filename):
            place = Path(file).parent
        raise DiskFull(
            f"磁盘已满或超出限额,无法写入文件夹 {place.resolve()};没有留下半成品,腾出空间后用同样的命令再次运行即接着做"
        ) from error


@contextmanager
def aside(folder: Path) -> Iterator[Path]:
    """An empty folder beside `folder`, to be moved there once it is whole. Taken away if that fails; what a kill left
    is replaced. Raises DiskFull."""
    beside = folder.with_name(f".{folder.name}.partial")
    try:
        with told(folder.parent, exactly=True):
            shutil.rmtree(beside, ignore_errors=True)
            beside.mkdir(parents=True)
            yield beside
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _cause(error: BaseException | None) -> BaseException | None:
    """The error in a chain that tells of a full disk."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return error
        if any(words in str(error) for words in _WORDS):
            return error
        error = error.__cause__ or error.__context__
    return None
