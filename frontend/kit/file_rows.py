"""Files as pages list them: what the check says, who reads them, and what the reader of the page may do with each."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.content.words import sentences
from challenges.files.access import READERS, may_attach, visible_to
from challenges.files.models import ScanState

TONES = {ScanState.WAITING: "wait", ScanState.BLOCKED: "bad", ScanState.FAILED: "fix"}
STATE = {
    ScanState.WAITING: gettext_lazy("待检查：查完之前只有本方能看到。"),
    ScanState.FAILED: gettext_lazy("暂时无法检查，系统会再试；别人还看不到。也可以移除后换一个文件。"),
    ScanState.BLOCKED: gettext_lazy("未通过检查，不能使用。请移除，换一个文件重新上传。"),
}
READER = {
    "consortium": gettext_lazy("联合体其他成员"),
    "lead": gettext_lazy("发榜方"),
    "experts": gettext_lazy("评审专家"),
}


@dataclass
class FileRow:
    """One file with its words and the acts that may be offered beside it."""

    file: object
    tone: str = ""
    state: str = ""
    refused: list[str] = field(default_factory=list)
    noted: list[str] = field(default_factory=list)
    loadable: bool = True
    removable: bool = False
    readers: list[tuple[str, str, bool]] = field(default_factory=list)
    kept_from: str = ""


def file_rows(viewer, owner, files: Iterable | None = None) -> list[FileRow]:
    """Return the files of an owner that this viewer sees. `files` are those when the caller has them already."""
    found = list(visible_to(viewer).filter(**{owner.noun: owner}).order_by("pk")) if files is None else list(files)
    acts = bool(found) and may_attach(viewer, owner)
    return [file_row(file, acts, owner.noun == "proposal") for file in found]


def file_row(file, acts: bool, has_readers: bool) -> FileRow:
    """Return one file as it is listed; `acts` says whether it may be removed here and now."""
    readers = [(name, str(READER[name]), getattr(file, f"for_{name}")) for name in READERS] if has_readers else []
    left_out = [word for _name, word, open_to in readers if not open_to]
    return FileRow(
        file,
        tone=TONES.get(file.scan_state, ""),
        state=str(STATE.get(file.scan_state, "")),
        refused=sentences(file.findings, level="refused"),
        noted=sentences(file.findings, level="noted"),
        loadable=file.scan_state != ScanState.BLOCKED,
        removable=acts,
        readers=readers,
        kept_from=_("不给看：%(readers)s") % {"readers": _("、").join(left_out)} if left_out else "",
    )
