import { find } from "./page.js";

/* Selection: [data-select] holds rows with input[data-pick], one input[data-pick-all] and one [data-bulk] bar. */
export function count(form) {
  const picks = find(form, "input[data-pick]:not(:disabled)");
  const chosen = picks.filter((pick) => pick.checked);
  picks.forEach((pick) => {
    const row = pick.closest("tr");
    if (row) { row.setAttribute("aria-selected", String(pick.checked)); }
  });
  find(form, "[data-count]").forEach((node) => { node.textContent = String(chosen.length); });
  find(form, "[data-bulk]").forEach((bar) => { bar.hidden = chosen.length === 0; });
  find(form, "input[data-pick-all]").forEach((all) => {
    all.checked = chosen.length > 0 && chosen.length === picks.length;
    all.indeterminate = chosen.length > 0 && chosen.length < picks.length;
  });
}

/* In a selection the arrows go from row to row, and Shift with a click picks everything in between. */
let last = null;
document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !event.target.matches("input[data-pick]")) { return; }
  const picks = find(event.target.closest("[data-select]"), "input[data-pick]:not(:disabled)");
  const next = picks[picks.indexOf(event.target) + step];
  if (next) { event.preventDefault(); next.focus(); }
});
document.addEventListener("click", (event) => {
  if (!event.target.matches("input[data-pick]")) { return; }
  const picks = find(event.target.closest("[data-select]"), "input[data-pick]:not(:disabled)");
  const here = picks.indexOf(event.target);
  const there = picks.indexOf(last);
  if (event.shiftKey && there >= 0) {
    picks.slice(Math.min(here, there), Math.max(here, there) + 1).forEach((pick) => { pick.checked = event.target.checked; });
  }
  last = event.target;
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-select]");
  if (form) {
    if (event.target.matches("input[data-pick-all]")) {
      find(form, "input[data-pick]:not(:disabled)").forEach((pick) => { pick.checked = event.target.checked; });
    }
    count(form);
  }
});

const countAll = () => find(document, "[data-select]").forEach(count);
document.addEventListener("htmx:afterSwap", countAll);
document.addEventListener("jiebang:ready", countAll);
