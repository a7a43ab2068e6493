"""The table of patients whom something would change: a row opens its patient."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desktop_app.ui.settings.impact_model import ImpactModel
from desktop_app.ui.theme import Theme


def impact_table(model: ImpactModel, theme: Theme, name: str, opened: Callable[[QModelIndex], None]) -> QTableView:
    """``name`` is for screen readers."""
    table = QTableView()
    table.setModel(model)
    table.setAccessibleName(name)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.verticalHeader().hide()
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + theme.space(3))
    table.horizontalHeader().setStretchLastSection(True)
    table.setColumnWidth(0, theme.space(28))
    table.setColumnWidth(1, theme.space(24))
    table.activated.connect(opened)
    table.clicked.connect(opened)
    return table
