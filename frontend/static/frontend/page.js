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

/* Where the focus is: how its control is known when it is drawn anew, what is around it, and what else would do. */
export const whereabouts = (it, otherwise) => {
  const quoted = (name) => `[${name}="${CSS.escape(it.getAttribute(name))}"]`;
  const known = ["name", "value", "href"].filter((name) => it.hasAttribute(name)).map(quoted).join("");
  const around = [];
  for (let up = it.parentElement; up && up.id !== "main"; up = up.parentElement) { around.push(up); }
  return { it, known: it.id ? `#${CSS.escape(it.id)}` : known, word: it.textContent, around, otherwise };
};
/* Back there, if the focus was lost: to the same control, else into what is left around it, else to what has changed. */
export const goBack = (place) => {
  if (!place || place.it.isConnected || ![document.body, null].includes(document.activeElement)) { return; }
  const left = place.around.find((part) => part.isConnected && part.querySelector(FIELD));
  const same = place.known && find(document, `main ${place.known}`).find((one) => place.it.id || one.textContent === place.word);
  const next = same || (left && left.querySelector(FIELD)) || place.otherwise;
  if (next === place.otherwise) { next.tabIndex = -1; }
  next.focus({ preventScroll: next === place.otherwise });
};

/* Brings a part of the page into sight, and the reader into its first field. */
const FIELD = "input:checked, [data-mark], input:not([type='hidden']), textarea, select";
export const reach = (part) => {
  const field = part.querySelector(FIELD);
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
