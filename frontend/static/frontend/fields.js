/* What is typed into a form: its fields, what they were when the page came, and what they are now. */
import { find } from "./page.js";

const LEFT_OUT = "[type='hidden'], [type='password'], [type='file'], [type='submit'], [type='button'], [type='image'], " +
  "[type='reset'], [autocomplete='one-time-code'], [data-pick], [data-pick-all], [readonly]";
const TEXT = "textarea, input:not([type]), [type='text'], [type='search'], [type='email'], [type='tel'], [type='url'], " +
  "[type='number'], [type='date'], [type='datetime-local'], [type='time'], [type='month']";

/* The fields that somebody types or chooses in, never passwords, codes, files and what no one sees. */
const of = (part) => {
  const all = part.matches("form") ? Array.from(part.elements) : find(part, "input, select, textarea");
  return all.filter((field) => field.matches("input, select, textarea") && field.name && !field.matches(LEFT_OUT));
};
const isTick = (field) => field.type === "checkbox" || field.type === "radio";
const now = (field) => {
  if (isTick(field)) { return field.checked ? field.value : null; }
  if (field.multiple && field.options) { return Array.from(field.selectedOptions, (option) => option.value).join("\n"); }
  return field.value;
};
const was = (field) => {
  if (isTick(field)) { return field.defaultChecked ? field.value : null; }
  if (!field.options) { return field.defaultValue; }
  const chosen = Array.from(field.options).filter((option) => option.defaultSelected).map((option) => option.value);
  if (field.multiple) { return chosen.join("\n"); }
  return chosen.length ? chosen[chosen.length - 1] : field.options.length ? field.options[0].value : "";
};
const values = (part) => of(part).map((field) => [field, now(field)]);

/* What was sent stands on the server now: it is what the fields were. */
function kept(part, sent) {
  (sent || []).forEach(([field, value]) => {
    if (isTick(field)) { field.defaultChecked = value !== null; }
    else if (field.options) {
      const chosen = value.split("\n");
      Array.from(field.options).forEach((option) => { option.defaultSelected = chosen.includes(option.value); });
    } else { field.defaultValue = value; }
  });
}
const plain = (value) => (value === null ? null : value.replace(/\r\n?/g, "\n"));
const differs = (field) => plain(now(field)) !== plain(was(field));
const changed = (form) => form.dataset.unsent === "yes" || of(form).some(differs);
const put = (field, value) => {
  if (isTick(field)) { field.checked = value !== null; }
  else if (field.multiple && field.options) {
    const chosen = value.split("\n");
    Array.from(field.options).forEach((option) => { option.selected = chosen.includes(option.value); });
  } else { field.value = value; }
};
const writes = (form) => of(form).some((field) => field.matches(TEXT));

export { of, isTick, now, was, values, kept, differs, changed, put, writes };
