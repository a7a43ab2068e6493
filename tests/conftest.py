"""What every test process needs before its first Qt call."""

from desktop_app.none_guard import keep_none_alive

keep_none_alive()
pytest_plugins = ("tests.safety.evidence",)
