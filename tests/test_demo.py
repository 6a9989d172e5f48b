import subprocess
import sys


def demo(*options):
    return subprocess.run(
        [sys.executable, "-m", "tgwidget.demo", *options],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_headless_demo_shows_progress_and_leaves_text_and_picture(tmp_path):
    done = demo("--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert "step 3" in done.stdout
    assert "simulated" in done.stdout
    assert "\n    - Answer: 1.2 hours\n    + " in done.stdout, "every line has its sign"
    answer = (tmp_path / "out/answer.txt").read_text()
    assert "1 hour" in answer
    assert "1.2" not in answer
    assert (tmp_path / "out/graph.svg").read_text().startswith("<svg")


def test_where_nothing_can_be_written_the_demo_says_so_before_it_asks_anyone(tmp_path):
    (tmp_path / "file").touch()
    done = demo("--out", str(tmp_path / "file/out"), "--engine", "simulatd")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "→ choose another --out" in done.stderr
    assert "Traceback" not in done.stderr
