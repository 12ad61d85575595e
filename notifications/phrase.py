"""What a label or sentence is to programs: text, or text that is put into the reader's language when it is shown."""

from typing import TYPE_CHECKING

# Only the types know Django's lazy translations by this name; whoever reads the hints at run time takes it for text.
if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Phrase
else:
    Phrase = str

__all__ = ["Phrase"]
