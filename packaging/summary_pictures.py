"""The pages of the summary as pictures, as a reader shows them."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPdf import QPdfDocument

from desktop_app.report import summary_pdf
from desktop_app.store import Meaning, Role, Signing
from desktop_app.ui.dialogs.summary_source import saved_source
from desktop_app.ui.ward import Ward
from desktop_app.wording import LANGUAGES


def summary_pictures(ward: Ward, patient: str, folder: Path) -> Iterator[str]:
    """Signed, as a ward prints it: unsigned it would be a draft."""
    _sign(ward, patient)
    source = saved_source(ward, ward.open(patient))
    for language in LANGUAGES:
        file = folder / f"summary-{language}.pdf"
        file.write_bytes(summary_pdf(source.record, source.assessment, language=language, lineage=source.lineage))
        document = QPdfDocument()
        document.load(str(file))
        for page in range(document.pageCount()):
            name = f"summary-{language}-{page + 1}"
            size = document.pagePointSize(page) * 110 / 72
            image = document.render(page, size.toSize())
            paper = image.copy()
            paper.fill(Qt.GlobalColor.white)
            _over(paper, image).save(str(folder / f"{name}.png"))
            yield name
        document.close()


def _sign(ward: Ward, patient: str) -> None:
    revision = ward.store.load(patient).revision
    signer = ward.store.person.user
    ward.store.sign(Signing(patient, revision, Meaning.REVIEWED, signer, "李医师", Role.PHYSICIAN, uuid4()))


def _over(paper: QImage, image: QImage) -> QImage:
    painter = QPainter(paper)
    painter.drawImage(0, 0, image)
    painter.end()
    return paper
