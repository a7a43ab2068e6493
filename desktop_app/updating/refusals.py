"""Why an update, or the way back from one, is refused. Nothing was changed then: the present version stays.

The words are ``<key>.title``, ``.text`` and ``.remedy``, as those of ``desktop_app.errors``.
"""

# ruff: noqa: N818  (named after what happened)

from desktop_app.errors import KnownError


class UpdateRefused(KnownError):
    """Facts: ``file``, the name of the package."""

    key = "updating.refused"


class NotAnUpdate(UpdateRefused):
    """No package of this program, or only the beginning of one."""

    key = "updating.not_an_update"


class UpdateUnreadable(UpdateRefused):
    """The stick was pulled, the share is gone. Facts: ``reason``."""

    key = "updating.unreadable"


class NoUpdateKey(UpdateRefused):
    """This build knows nobody whose updates it would take."""

    key = "updating.no_key"


class UpdateNotTrusted(UpdateRefused):
    """Signed by nobody whom this build knows, or changed after it was signed."""

    key = "updating.not_trusted"


class UpdateDamaged(UpdateRefused):
    """What lies in the package is not what was signed. Facts: ``place``."""

    key = "updating.damaged"


class UpdateUnsafe(UpdateRefused):
    """A file of the package would be written elsewhere than into the new version. Facts: ``place``."""

    key = "updating.unsafe"


class UpdateNotNewer(UpdateRefused):
    """Facts: ``found``, ``present`` (versions)."""

    key = "updating.not_newer"


class UpdateForOtherSystem(UpdateRefused):
    """Facts: ``found``, ``wanted`` (kinds of computers)."""

    key = "updating.other_system"


class UpdateLacksPart(UpdateRefused):
    """The package holds nothing for the way in which the program is installed here."""

    key = "updating.lacks_part"


class UpdateDoesNotRun(UpdateRefused):
    """The new version did not pass its own test on this computer. Facts: ``version``, ``reason``."""

    key = "updating.does_not_run"


class NoRoomForUpdate(UpdateRefused):
    """Facts: ``path``, ``needed_mb``, ``free_mb``."""

    key = "updating.no_room"


class UpdateNotWritten(UpdateRefused):
    """The disk or its rights refused. Facts: ``path``, ``reason``."""

    key = "updating.not_written"


class UpdateUnderWay(UpdateRefused):
    """Another window is installing at this moment."""

    key = "updating.under_way"


class NotUpdatable(UpdateRefused):
    """This copy of the program is not installed in a way that it could exchange itself."""

    key = "updating.not_updatable"


class WardNotOpen(UpdateRefused):
    """The ward's store must be open, so that it can be secured first. Facts: ``path``."""

    key = "updating.ward_not_open"


class NothingToReturnTo(KnownError):
    """No earlier version is kept, or it is no longer whole. Facts: ``version``."""

    key = "updating.nothing_kept"


class StoreTooNewToReturn(KnownError):
    """Facts: ``version``, ``found`` (the store's schema), ``known`` (that version's)."""

    key = "updating.store_too_new"


class ProgramChanged(KnownError):
    """Files of the running program are not those that were built. Facts: ``count``, ``places``."""

    key = "updating.program_changed"
