"""Practices written into a folder: what the person named may read, with check values."""

import subprocess
from pathlib import Path

from click.testing import CliRunner
from flask import Flask
from sqlalchemy.orm import Session

from exchange.practices.cli.exporting import export
from exchange.practices.models import Section, Visibility
from tests.factories.accounts import make_ministry, make_person
from tests.factories.practices import make_practice


def test_export_writes_what_the_person_reads(app: Flask, session: Session, tmp_path: Path) -> None:
    ministry = make_ministry(session, "AZ")
    author = make_person(session, ministry)
    sections = {key: f"Text of {key.value}" for key in Section}
    practice = make_practice(session, ministry, visibility=Visibility.PUBLIC, author=author, sections=sections)
    hidden = make_practice(session, ministry, visibility=Visibility.MINISTRY, slug="az-hidden")
    session.commit()
    with app.app_context():
        CliRunner().invoke(export, [str(tmp_path / "before")])
    assert "difficulties" in (tmp_path / "before" / practice.slug / "v1.json").read_text()
    practice.field_visibility = {"difficulties": "ministry"}
    session.commit()
    with app.app_context():
        done = CliRunner().invoke(export, [str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["SHA256SUMS", practice.slug]
    subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=tmp_path / "out", check=True)
    assert "difficulties" not in "".join(p.read_text() for p in (tmp_path / "out" / practice.slug).iterdir())
    with app.app_context():
        again = CliRunner().invoke(export, [str(tmp_path / "own"), "--as", author.email])
    assert (tmp_path / "own" / hidden.slug / "v1.json").is_file(), again.output
