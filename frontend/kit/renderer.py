"""Django's forms in the look of the house: `{{ form.name.as_field_group }}` is enough in a page."""

from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    FileInput,
    RadioSelect,
    Textarea,
)
from django.forms.renderers import TemplatesSetting

from accounts.typed.fields import NumberLine

UNDRESSED = (CheckboxInput, CheckboxSelectMultiple, RadioSelect)


class HouseField(BoundField):
    """A bound field whose controls carry the kit's classes, unless the widget names its own."""

    def build_widget_attrs(self, attrs, widget=None):
        """Django's attributes (required, aria-invalid, aria-describedby) plus the control's class."""
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if "class" not in widget.attrs and "class" not in attrs and not isinstance(widget, UNDRESSED):
            attrs["class"] = "in in-num" if isinstance(widget, NumberLine) else "in"
        # A browser stops at `maxlength` and cuts what is pasted without a word; the form says how long it may be.
        attrs.pop("maxlength", None)
        widget.attrs.pop("maxlength", None)
        if isinstance(widget, Textarea) and widget.attrs.get("rows") == "10":
            attrs["rows"] = "4"
        return attrs

    @property
    def kind(self):
        """How the template lays the control out: `tick` beside its label, `choices` as a group, `file`, or `line`."""
        widget = self.field.widget
        if isinstance(widget, CheckboxInput):
            return "tick"
        if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
            return "choices"
        return "file" if isinstance(widget, FileInput) else "line"


class HouseRenderer(TemplatesSetting):
    """The form renderer named by `FORM_RENDERER`: forms are drawn by the engine of the pages, with the same tags."""

    field_template_name = "kit/field.html"
    bound_field_class = HouseField
