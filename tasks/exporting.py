"""Step that exports the statisticians' tables from the current snapshot."""

from __future__ import annotations

from pathlib import Path

from tasks.counting import renew_snapshot
from tasks.installation import Installation, open_installation
from tasks.steps import step
from tasks.warehouse.dcat import Publisher
from tasks.warehouse.export import Export, export_snapshot


@step("导出统计数据")
def export_statistics(here: Installation, folder: Path) -> Export:
    """Write the export of the register as it is now; FolderTakenError where the folder holds something."""
    site = here.settings.site
    return export_snapshot(
        renew_snapshot(here), folder, Publisher(site.publisher, site.data_licence, site.contact)
    )


def export_to(folder: Path) -> Export:
    """The export of this installation."""
    with open_installation() as here:
        return export_statistics(here, folder.absolute())


def export_text(export: Export, folder: Path) -> str:
    """What was written, for a reader."""
    lines = [f"已导出到{folder}：快照{export.snapshot}，规则版本{export.rules_version}"]
    lines += [f"  {one.file}：{one.rows}行，{one.bytes}字节" for one in export.files if one.table]
    return "\n".join([*lines, "文件清单见manifest.json，元数据见dcat.json，栏目说明见columns.csv"])
