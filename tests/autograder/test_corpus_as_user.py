"""The corpus again, as an ordinary user: root and users get different isolation and files."""

from __future__ import annotations

from test_sandbox_as_user import as_user, home  # noqa: F401 (a fixture)


def test_the_corpus_has_the_same_verdicts_for_an_ordinary_user(home):  # noqa: F811
    options = ["-p", "no:cacheprovider", "-W", "default", "--basetemp", str(home / "tests")]
    done = as_user(home, "-m", "pytest", *options, "tests/autograder/test_corpus.py")
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert " passed" in done.stdout and "skipped" not in done.stdout and "failed" not in done.stdout
