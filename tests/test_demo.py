import subprocess
import sys


def test_the_headless_demo_shows_progress_and_leaves_text_and_picture(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tgwidget.demo", "--out", str(tmp_path / "out")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "step 3" in done.stdout
    assert "simulated" in done.stdout
    answer = (tmp_path / "out/answer.txt").read_text()
    assert "1 hour" in answer
    assert "1.2" not in answer
    assert (tmp_path / "out/graph.svg").read_text().startswith("<svg")
