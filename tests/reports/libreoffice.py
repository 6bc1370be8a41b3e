"""Another program reads the files: LibreOffice, without a window."""

import os
import shutil
import subprocess

import pytest

SOFFICE = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(
    not SOFFICE and os.environ.get("REQUIRE_ALL") != "1",
    reason="máy không có LibreOffice (soffice); REQUIRE_ALL=1 biến việc này thành lỗi",
)


def converted(folder, kind: str, **contents: bytes) -> dict[str, bytes]:
    """{name: the file in the other format}; names end in _docx or _xlsx."""
    assert SOFFICE, "REQUIRE_ALL=1 nhưng máy này không có soffice"
    paths = []
    for name, content in contents.items():
        paths.append(folder / name.replace("_", "."))
        paths[-1].write_bytes(content)
    out = folder / "out"
    subprocess.run(
        [
            *(SOFFICE, f"-env:UserInstallation=file://{folder}/profile"),
            *("--headless", "--convert-to", kind, "--outdir", str(out)),
            *map(str, paths),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    made = [(out / path.with_suffix(f".{kind}").name).read_bytes() for path in paths]
    return dict(zip(contents, made, strict=True))
