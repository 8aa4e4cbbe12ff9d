"""Packs a document so that the same content gives the same bytes, wherever and whenever it is printed."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

from docx.oxml.ns import qn

from tasks.papers import word

_FIXED = (1980, 1, 1, 0, 0, 0)
_LEFT_OUT = (
    "/word/stylesWithEffects.xml",
    "/word/numbering.xml",
    "/word/webSettings.xml",
    "/customXml/item1.xml",
)
_STYLES = frozenset({"Normal", "DefaultParagraphFont", "TableNormal", "Header", "Footer"})
_FONT_TABLE = "/word/fontTable.xml"


def prepared(document: Any) -> Any:
    """The library's empty document without what papers do not use: effects, numbering, thumbnail, hundred styles."""
    _drop(document.part.rels, _LEFT_OUT)
    _drop(document.part.package.rels, ("/docProps/thumbnail.jpeg",))
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:styleId")) not in _STYLES:
            styles.remove(style)
    for latent in styles.findall(qn("w:latentStyles")):
        styles.remove(latent)
    _name_fonts(styles)
    for relation in document.part.rels.values():
        if relation.target_part.partname == _FONT_TABLE:
            relation.target_part._blob = _font_table()
    return document


def packed(document: Any, title: str, author: str, made_at: datetime) -> bytes:
    """The file; its properties say what it is and when it was made, and nothing about this machine."""
    properties = document.core_properties
    stamp = made_at.astimezone(UTC).replace(microsecond=0, tzinfo=None)
    properties.title, properties.author, properties.last_modified_by = title[:250], author[:250], ""
    properties.created = properties.modified = stamp
    properties.comments, properties.keywords, properties.revision = "", "", 1
    properties.language = "zh-CN"
    plain = io.BytesIO()
    document.save(plain)
    return repacked(plain)


def repacked(plain: io.BytesIO) -> bytes:
    """The same archive with fixed times, uncompressed: compressed bytes differ between versions of zlib."""
    whole = io.BytesIO()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _FIXED)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            target.writestr(entry, source.read(name))
    return whole.getvalue()


def _drop(relations: Any, names: tuple[str, ...]) -> None:
    for key, relation in list(relations.items()):
        if not relation.is_external and relation.target_part.partname in names:
            del relations[key]


def _name_fonts(styles: Any) -> None:
    """The defaults name fonts outright, a theme's would win over them; no gaps between signs and figures."""
    for fonts in styles.iter(qn("w:rFonts")):
        fonts.attrib.clear()
        for key, name in (
            ("ascii", word.LATIN_FONT),
            ("hAnsi", word.LATIN_FONT),
            ("eastAsia", word.BODY_FONT),
            ("cs", word.LATIN_FONT),
        ):
            fonts.set(qn(f"w:{key}"), name)
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:styleId")) == "Normal":
            properties = style.get_or_add_pPr()
            for place, name in enumerate(("autoSpaceDE", "autoSpaceDN")):
                properties.insert(place, word.element(name, val=0))
    for language in styles.iter(qn("w:lang")):
        language.set(qn("w:val"), "zh-CN")
        language.set(qn("w:eastAsia"), "zh-CN")


def _font_table() -> bytes:
    """Every font with what may stand in for it."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name, other in word.SUBSTITUTES.items()
    )
    latin = (
        f'<w:font w:name="{word.LATIN_FONT}"><w:charset w:val="00"/><w:family w:val="roman"/>'
        '<w:pitch w:val="variable"/></w:font>'
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts xmlns:w='
    namespace = '"http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    return f"{head}{namespace}{fonts}{latin}</w:fonts>".encode()
