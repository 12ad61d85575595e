/* Forms that are sent when their button is pressed: sent once, the page stays until the server has taken it, and what
   could not be sent is sent again. Pages of signing in (<body data-native>) are sent by the browser itself, after the
   server was asked whether the page still fits. */
import { AGAIN, meaning, words } from "./answers.js";
import { dirty } from "./autosave.js";
import * as fields from "./fields.js";
import { leave } from "./leaving.js";
import { find, ready } from "./page.js";
import * as session from "./session.js";

const LONGEST = 120000;
const STALE_TRIES = 3;
const sendings = new Map();

/* The line beside the pressed button; it stands in the form from the first key on, so that it is announced. */
function lineOf(form) {
  let line = form.querySelector("[data-sending]");
  if (!line) {
    line = document.createElement("p");
    line.className = "sending";
    line.dataset.sending = "";
    line.setAttribute("role", "status");
    form.append(line);
  }
  return line;
}
const say = (form, word, bad) => {
  const line = lineOf(form);
  line.textContent = word;
  line.classList.toggle("zhu", Boolean(bad));
  if (bad) { line.scrollIntoView({ block: "nearest" }); }
};
document.addEventListener("input", (event) => {
  const { form } = event.target;
  if (form && form.method === "post" && !form.matches("[hx-post], [data-pieces], [data-sign-in]")) { lineOf(form); }
});

const number = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");
function body(form, button) {
  const data = new FormData(form, button && button.name ? button : undefined);
  return form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
}
/* The same text goes under the same number, so that what was taken already is not done twice. */
function numbered(sending, data) {
  const text = Array.from(data, ([name, value]) =>
    name === "csrfmiddlewaretoken" ? "" : `${name}=${value instanceof File ? `${value.name} ${value.size}` : value}`).join("\n");
  if (sending.text !== text) { sending.text = text; sending.number = number(); }
  return sending.number;
}

/* An autosave whose button htmx presses too; where it does not, the button sends the whole form as others do. */
const byHtmx = (form) => form.matches("[hx-post]") && (form.getAttribute("hx-trigger") || "submit").includes("submit");
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.matches("[data-sign-in]") || byHtmx(form)) { return; }
  if (form.dataset.sure === "yes") { return; }
  event.preventDefault();
  if (sendings.has(form)) {
    const waits = sendings.get(form);
    if (waits.at !== Infinity) { attempt(waits); } else if (waits.ended) { session.needed(() => {}, true); }
    return;
  }
  const sending = { form, button: event.submitter, stale: 0, again: 0, at: 0 };
  sendings.set(form, sending);
  attempt(sending);
});

async function attempt(sending) {
  const { form, button } = sending;
  sending.at = Infinity;
  sending.ended = false;
  say(form, words.sending);
  if (document.body.hasAttribute("data-native")) { await byBrowser(sending); return; }
  const data = body(form, button);
  const token = form.querySelector("input[name='csrfmiddlewaretoken']");
  const headers = { "X-Live": "form", "X-Sending": numbered(sending, data), "X-CSRFToken": token ? token.value : "" };
  if (session.person) { headers["X-Person"] = session.person; }
  const to = button && button.hasAttribute("formaction") ? button.formAction : form.getAttribute("action") || location.href;
  let answer = null;
  try {
    answer = await fetch(to, { method: "POST", body: data, headers, signal: AbortSignal.timeout(LONGEST) });
    await took(sending, answer);
  } catch (fault) {
    if (answer) { throw fault; }
    stuck(sending, meaning(0, () => "", ""));
  }
}

async function took(sending, answer) {
  const { form } = sending;
  const type = answer.headers.get("Content-Type") || "";
  const go = answer.headers.get("X-Go");
  if (go || (answer.headers.get("Content-Disposition") || "").startsWith("attachment")) {
    sendings.delete(form);
    if (!answer.headers.get("X-Refused")) { taken(form); }
    if (go) { on(go); } else { await keep(answer); say(form, ""); }
  } else if (type.startsWith("text/html") && answer.status < 500) {
    const html = await answer.text();
    sendings.delete(form);
    draw(html, form, answer.status);
  } else {
    stuck(sending, meaning(answer.status, (name) => answer.headers.get(name), await answer.text()));
  }
}
function taken(form) {
  delete form.dataset.unsent;
  dirty.delete(form);
  fields.kept(form, fields.values(form));
  document.dispatchEvent(new CustomEvent("jiebang:kept", { detail: { form } }));
}
function on(go) {
  const target = new URL(go, location.href);
  leave();
  if (target.origin === location.origin && target.pathname + target.search === location.pathname + location.search) {
    history.replaceState(history.state, "", target);
    location.reload();
  } else {
    location.assign(target);
  }
}
/* A file that was asked for by a form is handed to the browser. */
async function keep(answer) {
  const named = /filename\*=utf-8''([^;]+)|filename="([^"]+)"/i.exec(answer.headers.get("Content-Disposition")) || [];
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = decodeURIComponent(named[1] || named[2] || "");
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), LONGEST);
}
/* The page that the server has drawn with what is wrong in it; what was typed stands there, and files stay chosen. */
function draw(html, form, status) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = page.getElementById("main");
  if (!fresh) { say(form, words.failed, true); return; }
  const files = find(form, "input[type='file']").filter((field) => field.files.length);
  const { action } = form;
  document.title = page.title;
  document.body.className = page.body.className;
  document.getElementById("main").replaceWith(document.adoptNode(fresh));
  find(document, "input[type='file']").forEach((field) => {
    const old = field.form && field.form.action === action && files.find((one) => one.name === field.name);
    if (old) { field.files = old.files; }
  });
  find(document, "form").filter((one) => one.action === action && status !== 200 && fields.writes(one)).forEach((one) => {
    one.dataset.unsent = "yes";
    dirty.add(one);
  });
  if (window.htmx) { window.htmx.process(document.getElementById("main")); }
  window.scrollTo(0, 0);
  document.dispatchEvent(new CustomEvent("jiebang:drawn"));
  ready();
}

function stuck(sending, found) {
  const { form } = sending;
  say(form, found.word, true);
  if (found.how === "stale" || found.how === "doubted") { doubted(sending, found); return; }
  if (found.how === "ended") { sending.ended = true; session.needed(() => attempt(sending)); return; }
  if (found.how === "failed" && !found.broken) {
    sending.again += 1;
    sending.at = Date.now() + Math.max(found.after || 0, Math.min(AGAIN * sending.again, 60000));
    return;
  }
  sendings.delete(form);
}
async function doubted(sending, found) {
  const how = await session.look();
  sending.stale += 1;
  if (how === "same" && found.how === "stale" && sending.stale < STALE_TRIES) { await attempt(sending); return; }
  if (how === "same" || how === "away") {
    say(sending.form, how === "away" ? words.offline : found.word, true);
    sendings.delete(sending.form);
    return;
  }
  say(sending.form, words[how], true);
  sending.ended = true;
  session.needed(() => attempt(sending), false, how);
}
async function byBrowser(sending) {
  const { form, button } = sending;
  const how = await session.look();
  if (how === "away") { stuck(sending, meaning(0, () => "", "")); return; }
  if (how !== "same") { say(form, words.ended, true); session.needed(() => attempt(sending)); return; }
  sendings.delete(form);
  leave();
  form.dataset.sure = "yes";
  form.requestSubmit(button || null);
  setTimeout(() => { delete form.dataset.sure; }, AGAIN);
}

const again = () => sendings.forEach((sending) => { if (sending.at <= Date.now()) { attempt(sending); } });
window.addEventListener("online", () => { sendings.forEach((one) => { if (one.at !== Infinity) { one.at = 0; } }); again(); });
setInterval(again, 1000);
window.addEventListener("beforeunload", (event) => {
  if (sendings.size && Array.from(sendings.keys()).some((form) => fields.writes(form))) {
    event.preventDefault();
    event.returnValue = "";
  }
});
window.addEventListener("pageshow", (event) => { if (event.persisted) { sendings.clear(); } });
