/* Who is signed in while this page stands open. A session that ended is begun again over the page, which stays as it
   is; what somebody wrote is neither shown to nor sent by anybody else. */
import { words } from "./answers.js";
import { find } from "./page.js";

const { person: given, acting } = document.body.dataset;
export const person = given || "";
const LAST = "jiebang-person";
const LOOK_EVERY = 2000;
const waiting = new Set();
let sealed = null;
export const isSealed = () => sealed !== null;
let watch = 0;

const dialog = () => document.getElementById("sign-in");
const tell = (word) => {
  const line = dialog() && dialog().querySelector("[role='status']");
  if (line && line.textContent !== (word || "")) { line.textContent = word || ""; }
};

/* {person, acting, token} of this moment; null when the server cannot be reached. */
async function ask() {
  try {
    const answer = await fetch("/session/", { cache: "no-store", headers: { Accept: "application/json" } });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
const take = (token) => find(document, "input[name='csrfmiddlewaretoken']").forEach((field) => { field.value = token; });
const choose = (now) => fetch("/preferences/acting/", {
  method: "POST",
  headers: { "X-Live": "form", "X-CSRFToken": now.token },
  body: new URLSearchParams({ organisation: acting }),
}).catch(() => null);

/* same, ended, other (somebody else), acting (for another organisation), or away (no answer). */
export async function look() {
  let now = await ask();
  if (!now) { return "away"; }
  if (!person) { take(now.token); return "same"; }
  if (!now.person) { return "ended"; }
  if (now.person !== person) { seal(); return "other"; }
  if (acting && !now.acting) {
    await choose(now);
    now = await ask() || now;
  }
  take(now.token);
  if (sealed) { unseal(); }
  return acting && now.acting !== acting ? "acting" : "same";
}

/* Somebody else sits here now: the page is put away, and comes back with its author. */
function seal() {
  const main = document.getElementById("main");
  const said = document.getElementById("sealed");
  if (sealed || !main || !said) { return; }
  sealed = document.createDocumentFragment();
  sealed.append(...main.childNodes);
  main.append(said.content.cloneNode(true));
  quiet();
  start();
}
function unseal() {
  document.getElementById("main").replaceChildren(sealed);
  sealed = null;
  take(document.querySelector("input[name='csrfmiddlewaretoken']").value);
}

function start() {
  if (!watch) { watch = setInterval(check, LOOK_EVERY); }
}
async function check() {
  const how = await look();
  if (how === "other") { tell(words.other); return; }
  if (how !== "same") { return; }
  clearInterval(watch);
  watch = 0;
  quiet();
  const goers = Array.from(waiting);
  waiting.clear();
  goers.forEach((go) => go());
}
const bar = () => document.getElementById("signed-out");
const again = () => document.getElementById("act-again");
function open() {
  bar().hidden = true;
  tell("");
  dialog().showModal();
}
function quiet() {
  if (!dialog()) { return; }
  if (dialog().open) { dialog().close(); }
  bar().hidden = again().hidden = true;
}
function later() {
  dialog().close();
  bar().hidden = false;
}
/* The session has ended and something is to be sent: ask for a sign-in over the page, and go on after it. */
export function needed(go, pressed, how) {
  waiting.add(go);
  if (how === "acting") { again().hidden = false; } else if (dialog() && !dialog().open && !sealed && (pressed || bar().hidden)) { open(); }
  start();
}

/* The password in the dialog; what more is asked for (a code, a passkey) stands on the pages of signing in. */
async function signIn(form) {
  const now = await ask();
  if (!now) { tell(words.offline); return; }
  const typed = new FormData(form);
  typed.set("next", form.dataset.next);
  const answer = await fetch(form.action, {
    method: "POST",
    headers: { "X-Live": "form", "X-CSRFToken": now.token, "Accept-Language": document.documentElement.lang },
    body: new URLSearchParams(typed),
  }).catch(() => null);
  if (!answer) { tell(words.offline); return; }
  const go = answer.headers.get("X-Go");
  if (go && go.startsWith("/accounts/")) {
    const more = dialog().querySelector("[data-more]");
    more.href = go;
    more.hidden = false;
    more.focus();
    tell(words.more);
  } else if (go) {
    form.reset();
    await check();
  } else {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const wrong = find(page, ".say-bad li, .err").map((line) => line.textContent.trim())[0];
    tell(wrong || words.refused);
  }
}
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-sign-in]")) { return; }
  event.preventDefault();
  signIn(event.target);
}, true);
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-signed-out]")) { open(); }
  if (event.target.closest("[data-later]")) { later(); }
  if (event.target.closest("[data-act-again]")) { ask().then((now) => now && choose(now)).then(check); }
});

/* Every page says who opened it; pages that stand open hear of it, and look for themselves. */
const remember = () => {
  try { localStorage.setItem(LAST, JSON.stringify([given, Date.now()])); } catch { /* no storage: they look when they are seen */ }
};
window.addEventListener("storage", (event) => { if (event.key === LAST && person) { watch ? check() : look(); } });
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && person) { watch ? check() : look(); }
});
window.addEventListener("pageshow", (event) => {
  const [entry] = performance.getEntriesByType("navigation");
  if (person && (event.persisted || (entry && entry.type === "back_forward"))) { look(); }
  if (given !== undefined) { remember(); }
});
if (document.querySelector("[data-came-back]") && window.opener) { remember(); window.close(); }
