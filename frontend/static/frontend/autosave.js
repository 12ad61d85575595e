/* Nothing typed is lost: what is typed is kept, sent, said and sent again, in every form by the same rules.

   A unit is what is sent by itself: <form data-autosave> or a [data-piece] of <form data-pieces>, each with hx-post and
   hx-trigger="save"; other forms are sent when their button is pressed (sending.js) and use the same words.
   How a unit stands: typed, sent, failed (is sent again), ended (waits for a sign-in), refused (waits for its writer). */
import { AGAIN, meaning, words } from "./answers.js";
import * as fields from "./fields.js";
import { find } from "./page.js";
import * as session from "./session.js";

export const UNIT = "form[data-autosave], [data-piece]";
const PAUSE = 900;
export const units = new Map();
const timers = new WeakMap();
const tokens = new WeakMap();
const sent = new WeakMap();
export const dirty = new Set();
let notBefore = 0;
export const formOf = (unit) => unit.closest("form");
/* The line that says how it stands is one element that stays, so that a change of it is announced. */
export function state(form, word, bad) {
  find(document, "[data-saving]").forEach((node) => { node.textContent = word; node.classList.toggle("zhu", Boolean(bad)); });
  // What is wrong stands until it is kept: another try does not take the line away.
  if (!bad) { return; }
  if (!form.querySelector("[data-net]")) {
    const line = document.createElement("p");
    line.className = "net";
    line.dataset.net = "";
    line.setAttribute("aria-hidden", "true");
    form.append(line);
  }
  find(form, "[data-net]").forEach((node) => { node.textContent = word; });
}

export function send(unit) {
  clearTimeout(timers.get(unit));
  if (window.htmx && unit.isConnected && !session.isSealed()) { window.htmx.trigger(unit, "save"); }
}
/* How many units are not kept; those that were drawn anew meanwhile count no more. */
export function open() {
  units.forEach((how, unit) => { if (!unit.isConnected && !session.isSealed()) { units.delete(unit); } });
  return units.size;
}
export function again() {
  open();
  units.forEach((how, unit) => { if (how === "typed" || how === "failed") { send(unit); } });
}
function typed(unit, atOnce) {
  if (units.get(unit) !== "ended") { units.set(unit, "typed"); }
  clearTimeout(timers.get(unit));
  if (units.get(unit) === "ended") { return; }
  if (atOnce) { send(unit); } else { timers.set(unit, setTimeout(send, PAUSE, unit)); }
}
const isChoice = (field) => field.matches("select, [type='radio'], [type='checkbox']");
document.addEventListener("input", (event) => {
  const unit = event.target.closest(UNIT);
  if (unit) { typed(unit, isChoice(event.target)); return; }
  const form = event.target.form;
  if (form && form.method === "post" && session.person) { dirty.add(form); }
});
document.addEventListener("change", (event) => {
  const unit = event.target.closest(UNIT);
  if (unit && (units.get(unit) === "typed" || event.target.matches("[data-band]"))) { typed(unit, true); }
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const unit = event.target.closest(UNIT);
  if (!unit || event.detail.requestConfig.verb === "get") { return; }
  units.set(unit, "sent");
  sent.set(unit, fields.values(unit));
  state(formOf(unit), formOf(unit).dataset.savingWord || words.saving);
});
/* Taken, and the page is to be drawn anew: what was sent is kept, and leaving is no loss. */
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const unit = event.target.closest(UNIT);
  const { xhr } = event.detail;
  if (unit && xhr.status < 300 && (xhr.getResponseHeader("HX-Refresh") || xhr.getResponseHeader("HX-Redirect"))) {
    fields.kept(unit, sent.get(unit));
    units.delete(unit);
  }
});
document.addEventListener("htmx:afterRequest", (event) => {
  const unit = event.target.closest(UNIT);
  const { xhr } = event.detail;
  if (!unit || event.detail.requestConfig.verb === "get") { return; }
  const form = formOf(unit);
  const newer = units.get(unit) === "typed";
  if (xhr.status >= 200 && xhr.status < 300) {
    fields.kept(unit, sent.get(unit));
    if (!newer) { units.delete(unit); }
    if (!Array.from(units.values()).some((how) => ["failed", "ended", "refused"].includes(how))) {
      find(form, "[data-net]").forEach((node) => { node.textContent = ""; });
    }
    find(document, "[data-saving]").forEach((node) => { node.classList.remove("zhu"); });
    tokens.delete(unit);
    document.dispatchEvent(new CustomEvent("jiebang:kept", { detail: { form } }));
  } else {
    const found = meaning(xhr.status, (name) => xhr.getResponseHeader(name), xhr.responseText);
    refused(unit, form, found, newer, (xhr.getResponseHeader("Content-Type") || "").startsWith("text/html"));
  }
  document.dispatchEvent(new CustomEvent("jiebang:answered"));
});
function refused(unit, form, found, newer, drawn) {
  if (["stale", "doubted"].includes(found.how)) { doubted(unit, form, found); return; }
  if (found.how === "ended") {
    units.set(unit, "ended");
    session.needed(resume);
  } else if (!newer) {
    units.set(unit, found.how);
  }
  if (found.how === "failed") { notBefore = Date.now() + (found.after || 0); }
  if (found.how === "refused" && drawn) { find(document, "[data-saving]").forEach((node) => node.classList.add("zhu")); return; }
  state(form, found.word, true);
}
/* An older token, or nothing there for who is here now: if it is still the same person, once more or refused. */
async function doubted(unit, form, found) {
  const tries = (tokens.get(unit) || 0) + 1;
  tokens.set(unit, tries);
  units.set(unit, "ended");
  const how = await session.look();
  if (how === "same" && found.how === "stale" && tries < 3) { units.set(unit, "failed"); send(unit); return; }
  if (how === "same" || how === "away") {
    units.set(unit, how === "same" ? "refused" : "failed");
    state(form, how === "same" ? found.word : words.offline, true);
    return;
  }
  state(form, words[how], true);
  session.needed(resume, false, how);
}
export function resume() {
  units.forEach((how, unit) => { if (how === "ended") { units.set(unit, "failed"); } });
  again();
}
window.addEventListener("online", again);
setInterval(() => {
  if (Date.now() >= notBefore && Array.from(units.values()).includes("failed")) { again(); }
}, AGAIN);

/* Another part has changed a unit: it is sent at once. */
document.addEventListener("jiebang:typed", (event) => typed(event.detail.unit, true));
