"""Runs before anything else in the frozen program: nobody's variables may name plugins or modules for it to load.

Python itself already ignores its own variables there; what the program starts is not to get them either.
"""

from desktop_app.surroundings import drop_hostile

drop_hostile()
