/* The keys of an expert who scores. */
import { find, reach } from "./page.js";

/* The expert's keys: 1–9 on a scale, Alt+1–9 anywhere in a criterion, Alt+J/K to the next or last one, Alt+N/P to the
   next or last proposal. */
document.addEventListener("keydown", (event) => {
  if (!document.querySelector("form[data-pieces]") || event.ctrlKey || event.metaKey) { return; }
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
  const piece = event.target.closest(".crit[data-piece]");
  if (digit && piece && (event.altKey || event.target.type === "radio")) {
    const choice = find(piece, "[data-scale] input[type='radio']")[Number(digit[1]) - 1];
    if (choice) { event.preventDefault(); choice.focus(); choice.click(); }
    return;
  }
  if (!event.altKey) { return; }
  if (event.code === "KeyJ" || event.code === "KeyK") {
    const all = find(document, ".crit");
    const here = all.indexOf(event.target.closest(".crit"));
    const next = all[event.code === "KeyJ" ? here + 1 : Math.max(here - 1, 0)];
    if (next) { event.preventDefault(); reach(next); }
  }
  if (event.code === "KeyN" || event.code === "KeyP") {
    const link = document.querySelector(event.code === "KeyN" ? "[data-next]" : "[data-previous]");
    if (link) { event.preventDefault(); link.click(); }
  }
});
