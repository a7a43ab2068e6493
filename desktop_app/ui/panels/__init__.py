"""What is shown beside and below the entry pages."""

from desktop_app.none_guard import keep_none_alive

keep_none_alive()
