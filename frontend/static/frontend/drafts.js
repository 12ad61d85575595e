/* What was typed and not kept yet outlives a reload, Back, a closed tab and a crash: locked with a key that only its
   author's pages carry, in this browser, for a week. Without WebCrypto (plain http) it lives as long as the tab. */
import { words } from "./answers.js";
import * as fields from "./fields.js";
import { find } from "./page.js";
import { isSealed } from "./session.js";

const { person, key: masked } = document.body.dataset;
const keeps = Boolean(person && masked && !document.body.hasAttribute("data-native"));
const PREFIX = "jiebang-draft:";
const WEEK = 7 * 24 * 3600 * 1000;
const PAUSE = 300;
const NOT_NAMING = "[name='csrfmiddlewaretoken'], [name='next'], [name='version'], [name='read'], [name='over'], [name$='-was'], [name='count'], [name='lines']";

const locks = Boolean(window.crypto && crypto.subtle);
const store = () => (locks ? localStorage : sessionStorage);
const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
/* The key stands on the page under a mask that differs each time. */
const unmasked = (both) => both.slice(both.length / 2).map((one, place) => one ^ both[place]);
const key = unmasked(bytes(masked || ""));
const given = btoa(String.fromCharCode(...key));
const secret = locks && keeps ? crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]) : null;
const timers = new WeakMap();

/* A form is known by its page, where it is sent, the row it is about, and its place among its like. */
async function nameOf(form) {
  const hidden = find(form, "input[type='hidden']").filter((field) => field.name && !field.matches(NOT_NAMING));
  const like = (one) => `${one.getAttribute("action") || ""} ${one.id}`;
  const place = find(document, "form").filter((one) => like(one) === like(form)).indexOf(form);
  const row = hidden.filter((field) => field.defaultValue && !field.id).map((field) => `${field.name}=${field.defaultValue}`);
  const naming = [given, location.pathname, like(form), ...(row.length < 9 ? row : []), place].join("\n");
  if (!locks) { return `${PREFIX}${person}:${naming.slice(given.length)}`; }
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(naming));
  return `${PREFIX}${person}:${Array.from(new Uint8Array(digest).slice(0, 16), (one) => one.toString(16).padStart(2, "0")).join("")}`;
}
async function lock(text) {
  if (!locks) { return text; }
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await secret, new TextEncoder().encode(text)));
  return btoa(Array.from([...iv, ...sealed], (one) => String.fromCharCode(one)).join(""));
}
async function unlock(text) {
  if (!locks) { return text; }
  const all = bytes(text);
  const open = await crypto.subtle.decrypt({ name: "AES-GCM", iv: all.slice(0, 12) }, await secret, all.slice(12));
  return new TextDecoder().decode(open);
}

/* A box to tick is known by what it stands for: the page may come back with others before it. */
const called = (field) => (fields.isTick(field) ? `${field.name}=${field.value}` : field.name);
/* [name, which of its name, what it was, what was typed] of every field that is not as the server knows it. */
function touched(form) {
  const seen = {};
  return fields.of(form).flatMap((field) => {
    const name = called(field);
    const which = seen[name] = (seen[name] ?? -1) + 1;
    if (fields.differs(field)) { return [[name, which, fields.was(field), fields.now(field)]]; }
    // Drawn with what was refused: the server knows none of it.
    return form.dataset.unsent === "yes" && fields.now(field) ? [[name, which, null, fields.now(field)]] : [];
  });
}
async function save(form) {
  if (isSealed() || !fields.writes(form)) { return; }
  const found = touched(form);
  const name = await nameOf(form);
  try {
    if (!found.length) { if (form.dataset.unsent !== "yes") { store().removeItem(name); } return; }
    store().setItem(name, `${Date.now()}|${await lock(JSON.stringify(found))}`);
  } catch { /* the browser keeps nothing: the guard against leaving is still there */ }
}
const change = (rows) => rows.forEach(([field, value]) => {
  fields.put(field, value);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  for (let over = field.closest("details"); over; over = over.parentElement.closest("details")) { over.open = true; }
});
function offer(form, found, at, put) {
  const line = document.createElement("div");
  line.className = "say say-info draft";
  line.setAttribute("role", "status");
  const text = document.createElement("p");
  text.textContent = (put ? words.draftOffer : words.draftBack).replace("{time}", at);
  const row = document.createElement("p");
  row.className = "row";
  const button = (word, act) => {
    const one = document.createElement("button");
    one.type = "button";
    one.className = "btn btn-s";
    one.textContent = word;
    one.addEventListener("click", () => { line.remove(); act(); });
    row.append(one);
  };
  if (put) { button(words.draftPut, put); }
  button(words.draftDrop, async () => {
    if (!put) { change(found.map(([field, was]) => [field, was])); }
    delete form.dataset.unsent;
    store().removeItem(await nameOf(form));
  });
  line.append(text, row);
  form.prepend(line);
}
async function restore(form) {
  const held = fields.writes(form) ? store().getItem(await nameOf(form)) : null;
  if (!held) { return; }
  const mark = held.indexOf("|");
  const at = new Date(Number(held.slice(0, mark)));
  let rows;
  try { rows = JSON.parse(await unlock(held.slice(mark + 1))); } catch { return; }
  const found = rows.map(([name, which, was, now]) => [fields.of(form).filter((field) => called(field) === name)[which], was, now])
    .filter(([field, , now]) => field && fields.was(field) !== now);
  if (!found.length) { store().removeItem(await nameOf(form)); return; }
  const put = () => change(found.map(([field, , now]) => [field, now]));
  const time = at.toLocaleString("sv-SE", { timeZone: "Asia/Shanghai" }).slice(5, 16);
  if (found.every(([field, was]) => fields.was(field) === was)) { put(); offer(form, found, time, null); } else { offer(form, found, time, put); }
}

/* Old ones go; those of others go too where they lie open; who signs out leaves nothing behind. */
function tidy(all) {
  [localStorage, sessionStorage].forEach((place) => Object.keys(place).forEach((name) => {
    if (!name.startsWith(PREFIX)) { return; }
    const own = name.startsWith(`${PREFIX}${person}:`);
    const old = Date.now() - Number((place.getItem(name) || "").split("|")[0]) > WEEK;
    if (old || (own && all) || (!own && place === sessionStorage)) { place.removeItem(name); }
  }));
}

if (keeps) {
  document.addEventListener("input", (event) => {
    const { form } = event.target;
    if (!form || form.method !== "post" || form.matches("[data-sign-in]")) { return; }
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(save, PAUSE, form));
  });
  document.addEventListener("jiebang:kept", (event) => { clearTimeout(timers.get(event.detail.form)); save(event.detail.form); });
  /* A page drawn anew after a refusal: what stood in its other forms comes back, and the refused text is still kept. */
  document.addEventListener("jiebang:drawn", () => {
    find(document, "form").filter((form) => form.method === "post").forEach((form) => {
      if (form.dataset.unsent === "yes") { save(form); } else { restore(form); }
    });
  });
  document.addEventListener("submit", (event) => { if (event.target.matches("[data-sign-out]")) { tidy(true); } });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) { return; }
    try { tidy(false); } catch { return; }
    find(document, "form").filter((form) => form.method === "post").forEach(restore);
  });
}
