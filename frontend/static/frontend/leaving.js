/* Links, acts and leaving, while something that was typed is not kept yet. */
import { again, dirty, formOf, open, resume, send, state, units } from "./autosave.js";
import { words } from "./answers.js";
import { changed } from "./fields.js";
import { find, reach } from "./page.js";
import * as session from "./session.js";

let goal = null;
let leaving = false;

/* The script itself goes on now: nothing is lost by it. */
export const leave = () => { leaving = true; };

/* An act or a way on while something is not kept yet: kept first, then gone on; asked twice, gone all the same. */
function wait(event, name, go) {
  if (open() === 0) { return; }
  const stuck = Array.from(units).filter(([, how]) => how === "refused").map(([unit]) => unit);
  if (event.type === "click" && (stuck.length === units.size || (goal && goal.name === name))) { return; }
  event.preventDefault();
  event.stopImmediatePropagation();
  const form = formOf((stuck[0] || units.keys().next().value));
  if (stuck.length) { state(form, words.stuck, true); reach(stuck[0]); return; }
  goal = { name, go };
  state(form, words.wait, true);
  if (Array.from(units.values()).includes("ended")) { session.needed(resume); }
  again();
}
document.addEventListener("jiebang:answered", () => {
  if (Array.from(units.values()).includes("refused")) { goal = null; }
  if (goal && units.size === 0) { const { go } = goal; goal = null; go(); }
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='/']");
  if (link && !event.defaultPrevented && event.button === 0 && !event.ctrlKey && !event.metaKey && !link.target) {
    wait(event, link.href, () => { window.location.href = link.href; });
  }
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.matches("[data-sign-in]")) { return; }
  if (form.matches("[data-pieces]")) {
    if (window.htmx) { event.preventDefault(); find(form, "[data-piece]").forEach(send); }
    return;
  }
  if (form.matches("[data-autosave]")) { return; }
  const named = event.submitter;
  wait(event, form.action, () => {
    const now = document.querySelector(`form[action="${form.getAttribute("action")}"]`) || form;
    now.requestSubmit(named && named.form === now ? named : null);
  });
}, true);

/* Who leaves while something typed is not kept is asked; who typed nothing is not. */
window.addEventListener("beforeunload", (event) => {
  if (leaving || session.isSealed()) { return; }
  if (open() || Array.from(dirty).some((form) => form.isConnected && changed(form))) { event.preventDefault(); event.returnValue = ""; }
});
window.addEventListener("pageshow", () => { leaving = false; });
