"""Whether a package is for this program: newer than it, and for computers of this kind."""

from desktop_app.updating.package import Package
from desktop_app.updating.refusals import UpdateForOtherSystem, UpdateNotNewer
from desktop_app.updating.release import Release


def refuse_unfit(package: Package, present: Release) -> None:
    """An older one would not know what the present one has stored. Raises an UpdateRefused."""
    offered = package.contents.release
    if offered.platform != present.platform:
        raise UpdateForOtherSystem(file=package.name, found=offered.platform, wanted=present.platform)
    if offered.number <= present.number or offered.schema < present.schema:
        raise UpdateNotNewer(file=package.name, found=offered.version, present=present.version)
