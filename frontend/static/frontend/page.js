/* What every part of the script uses of a page: finding, saying, going to a place, and being ready.
   揭榜 Jiebang: the little that a page does by itself. Every page works without it; every check is the server's. */
export const find = (root, selector) => Array.from(root.querySelectorAll(selector));

/* Said on top of the page, where a screen reader hears it. */
export const say = (words) => {
  const place = document.getElementById("says");
  if (!place) { return; }
  const line = document.createElement("p");
  line.className = "say say-bad";
  line.textContent = words;
  place.replaceChildren(line);
  place.scrollIntoView({ block: "nearest" });
};

/* What is wrong with a field stands in a [.wrong] place that the field names: live answers fill it or empty it. */
const follow = () => find(document, ".wrong[id]").forEach((place) => {
  find(document, `[aria-describedby~="${CSS.escape(place.id)}"]`).forEach((field) => {
    if (place.children.length) { field.setAttribute("aria-invalid", "true"); } else { field.removeAttribute("aria-invalid"); }
  });
});
/* Where somebody has to go on: a choice between two texts, else the first field that is wrong, whatever is folded. */
const refusedField = () => {
  const choice = document.querySelector("main .both");
  const said = document.querySelector("main [data-focus]");
  const field = said && (said.closest("form") || document.querySelector("main")).querySelector("[aria-invalid='true']");
  return choice || field || said;
};

/* What a page does once it is there, and again when its content was drawn anew. */
export const ready = () => {
  document.dispatchEvent(new CustomEvent("jiebang:ready"));
  const refused = refusedField();
  for (let fold = refused && refused.closest("details:not([open])"); fold; fold = fold.parentElement.closest("details:not([open])")) {
    fold.open = true;
  }
  if (refused) { refused.focus(); }
};
document.addEventListener("htmx:afterSettle", follow);
document.addEventListener("DOMContentLoaded", ready);

/* Brings a part of the page into sight, and the reader into its first field. */
export const reach = (part) => {
  const field = part.querySelector("input:checked, [data-mark], input:not([type='hidden']), textarea");
  part.scrollIntoView({ block: "start" });
  if (field) { field.focus({ preventScroll: true }); }
};
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-to]");
  const part = link && document.getElementById(link.hash.slice(1));
  if (part) { event.preventDefault(); reach(part); }
});

/* A filter that applies itself: [data-submit] on a control; its form keeps a button for those without a script. */
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]") && event.target.form) { event.target.form.requestSubmit(); }
});
