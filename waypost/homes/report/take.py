"""The data of a report to take along: CSV, Parquet and a dictionary that says what each column and figure means (TRUST 22)."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from waypost.web.export import Column, csv_lines

from ..models import ReportSnapshot
from . import meanings
from .snapshot import canonical

KINDS = {
    "release": "text", "period": "text", "place": "text", "figure": "text", "value": "number", "low": "number",
    "high": "number", "words": "text", "people": "text", "shown": "text", "made": "text",
}  # fmt: skip
DAY_ONE = (1980, 1, 1, 0, 0, 0)  # the same archive from the same snapshot


def archive(snapshot: ReportSnapshot) -> bytes:
    """figures.csv, figures.parquet, dictionary.csv, snapshot.json in one file; the same snapshot gives the same bytes."""
    rows = snapshot.told["cells"]
    with translation.override(snapshot.told["lang"]):
        files = {
            "figures.csv": _csv(rows),
            "figures.parquet": _parquet(rows),
            "dictionary.csv": _dictionary(snapshot.told.get("figures") or meanings.of(rows)),
            "snapshot.json": canonical(snapshot.told),
        }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in files.items():
            packed.writestr(zipfile.ZipInfo(name, DAY_ONE), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _csv(rows: list[dict[str, Any]]) -> bytes:
    def get(name: str) -> Any:
        return lambda row: row[name]

    return "".join(csv_lines([Column(n, get(n), kind) for n, kind in KINDS.items()], rows)).encode()


def _parquet(rows: list[dict[str, Any]]) -> bytes:
    """Typed columns; an interchange file, so texts stand as they are."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {"number": pa.float64(), "text": pa.string()}
    schema = pa.schema([(n, pa.bool_() if n == "shown" else kinds[kind]) for n, kind in KINDS.items()])
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), out)
    return out.getvalue()


def _dictionary(figures: dict[str, str]) -> bytes:
    said = [
        ("release", _("The family of figures that was let out together")),
        ("period", _("The term for which it was let out")),
        ("place", _("The whole school, a year or a class")),
        ("figure", _("What was counted; after a slash, for which group of the roster")),
        ("value", _("A share from 0 to 1; empty where it is hidden or said in words")),
        ("low", _("The lower end of the 95 % interval, rounded outwards")),
        ("high", _("The upper end of the 95 % interval, rounded outwards")),
        ("words", _("What is said instead of a value near none or all")),
        ("people", _("How many people stand behind it, in bands")),
        ("shown", _("False: hidden, since few people stand behind it or beside it")),
        ("made", _("When this value was let out")),
        *((f"figure: {name}", meaning) for name, meaning in figures.items()),
    ]  # fmt: skip
    columns = [Column("name", lambda r: r[0]), Column("meaning", lambda r: r[1])]
    return "".join(csv_lines(columns, said)).encode()
