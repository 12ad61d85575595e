"""`{% tight %}` lets a sentence be written on several lines; built in, so that no template has to load it."""

import re

from django import template
from django.template.base import TextNode

register = template.Library()

MARK = re.compile(r"[<>]|[ \t]*\n[ \t\n]*")


class Tight(template.Node):
    """What stands inside, printed as it is: its line breaks have been taken out before."""

    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        return self.nodelist.render(context)


@register.tag
def tight(parser, token):
    """Print what stands inside without the line breaks and indents it is written with.

    Chinese sets no space between words, so a line break between `<b>{{ name }}</b>` and `{{ act }}` would be seen. A
    space within a line is printed, one at its end is written `{{ " " }}`, and what variables hold is left alone. It is
    done once, when the template is read.
    """
    nodelist = parser.parse(("endtight",))
    parser.delete_first_token()
    in_tag = False
    for node in nodelist.get_nodes_by_type(TextNode):
        node.s, in_tag = joined(node.s, in_tag)
    return Tight(nodelist)


def joined(text: str, in_tag: bool) -> tuple[str, bool]:
    """Return the text without its line breaks, and whether it ends within a tag, where a break parts attributes."""

    def put(found):
        nonlocal in_tag
        if found[0] in "<>":
            in_tag = found[0] == "<"
            return found[0]
        return " " if in_tag else ""

    return MARK.sub(put, text), in_tag
