"""DCAT metadata of an export (W3C DCAT 3, as the DCAT-AP profile asks), as JSON-LD with relative addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tasks.warehouse.catalogue import Catalogue, Table

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_VOCABULARY = "http://publications.europa.eu/resource/authority"
_FORMATS = {
    "csv": ("CSV", "text/csv"),
    "parquet": ("PARQUET", "application/vnd.apache.parquet"),
}
_KEYWORDS = ("行政执法", "执法公示", "卫生健康", "统计")
_ACTS = ("行政处罚", "行政许可", "行政强制", "行政检查")
_UNLICENSED = "未授权再利用：仅供本机关和统计机构内部使用"
_FIRST_CLAUSE = re.compile(r"[，；：（]")

_Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes the export, and on which terms: the name or address of a licence, "" where none was given."""

    name: str
    licence: str = ""
    contact: str = ""


def catalogue_record(
    about: Catalogue,
    files: Sequence[Mapping[str, Any]],
    publisher: Publisher,
    span: tuple[str, str] | None,
) -> _Node:
    """The catalogue of an export: a dataset for each table, a distribution for each of its files."""
    title = f"{publisher.name}行政执法统计数据"
    shared = _shared(about, publisher, span)
    return {
        "@context": _CONTEXT,
        "@id": "dcat.json",
        "@type": "dcat:Catalog",
        "dct:title": _zh(title),
        "dct:description": _zh(
            f"由统计库快照{about.snapshot}导出，规则版本{about.fact('counting_version')}。"
        ),
        **shared,
        "dcat:dataset": [_dataset(table, files, title, shared) for table in about.tables],
    }


def _shared(about: Catalogue, publisher: Publisher, span: tuple[str, str] | None) -> _Node:
    access = "PUBLIC" if publisher.licence else "RESTRICTED"
    shared: _Node = {
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": _zh(publisher.name)},
        "dct:language": {"@id": f"{_VOCABULARY}/language/ZHO"},
        "dct:modified": _typed("dateTime", about.raw("built_at")),
        "dct:license": _licence(publisher.licence),
        "dct:accessRights": {"@id": f"{_VOCABULARY}/access-right/{access}"},
    }
    if publisher.contact:
        shared["dcat:contactPoint"] = {"@type": "vcard:Kind", "vcard:fn": _zh(publisher.contact)}
    if span:
        shared["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _typed("date", span[0]),
            "dcat:endDate": _typed("date", span[1]),
        }
    return shared


def _dataset(table: Table, files: Sequence[Mapping[str, Any]], title: str, shared: _Node) -> _Node:
    own = [file for file in files if file["table"] == table.name]
    acts = [act for act in _ACTS if act in table.comment]
    return {
        "@id": f"#{table.name}",
        "@type": "dcat:Dataset",
        "dct:identifier": table.name,
        "dct:title": _zh(f"{title}：{_FIRST_CLAUSE.split(table.comment)[0]}（{table.name}）"),
        "dct:description": _zh(f"{table.comment}。一行是{table.grain}。{table.caveat}"),
        "dcat:keyword": [_zh(word) for word in (*_KEYWORDS, *acts)],
        "dcat:theme": [{"@id": f"{_VOCABULARY}/data-theme/{theme}"} for theme in ("HEAL", "JUST")],
        **shared,
        "dcat:distribution": [_distribution(file, shared) for file in own],
    }


def _distribution(file: Mapping[str, Any], shared: _Node) -> _Node:
    kind, media = _FORMATS[file["file"].rpartition(".")[2]]
    return {
        "@id": f"#{file['file']}",
        "@type": "dcat:Distribution",
        "dct:title": _zh(file["file"]),
        "dcat:accessURL": {"@id": file["file"]},
        "dcat:downloadURL": {"@id": file["file"]},
        "dct:format": {"@id": f"{_VOCABULARY}/file-type/{kind}"},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media}"},
        "dcat:byteSize": _typed("nonNegativeInteger", str(file["bytes"])),
        "dct:license": shared["dct:license"],
        "dct:modified": shared["dct:modified"],
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": _typed("hexBinary", file["sha256"]),
        },
    }


def _licence(licence: str) -> _Node:
    if licence.startswith(("http://", "https://")):
        return {"@id": licence, "@type": "dct:LicenseDocument"}
    return {"@type": "dct:LicenseDocument", "dct:title": _zh(licence or _UNLICENSED)}


def _zh(text: str) -> _Node:
    return {"@language": "zh", "@value": text}


def _typed(kind: str, value: str) -> _Node:
    return {"@type": f"xsd:{kind}", "@value": value}
