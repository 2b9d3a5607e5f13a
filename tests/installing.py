"""Installs a plugin into a folder as an installer would: a module, and a `.dist-info` with its entry point."""

from pathlib import Path


def install_plugin(folder: Path, distribution: str, version: str, source: str) -> None:
    module = distribution.replace("-", "_") + "_module"
    (folder / f"{module}.py").write_text(source, encoding="utf-8")
    info = folder / f"{distribution.replace('-', '_')}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n")
    (info / "entry_points.txt").write_text(f"[stancekit]\n{distribution} = {module}\n")
