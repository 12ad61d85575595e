/* Nothing typed is lost: what is typed is kept, sent, said and sent again, in every form by the same rules.

   A unit is what is sent by itself: <form data-autosave> or a [data-piece] of <form data-pieces>, each with hx-post and
   hx-trigger="save"; other forms are sent when their button is pressed (sending.js) and use the same words.
   How a unit stands: typed, sent, failed (is sent again), ended (waits for a sign-in), refused (waits for its writer). */
"use strict";
(function () {
  const jiebang = window.jiebang;
  const { find, words, meaning } = jiebang;
  const UNIT = "form[data-autosave], [data-piece]";
  const PAUSE = 900;
  const units = new Map();
  const timers = new WeakMap();
  const tokens = new WeakMap();
  const sent = new WeakMap();
  const dirty = new Set();
  let goal = null;
  let leaving = false;
  let notBefore = 0;
  const formOf = (unit) => unit.closest("form");
  /* The line that says how it stands is one element that stays, so that a change of it is announced. */
  function state(form, word, bad) {
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

  function send(unit) {
    clearTimeout(timers.get(unit));
    if (window.htmx && unit.isConnected && !jiebang.session.isSealed()) { window.htmx.trigger(unit, "save"); }
  }
  /* How many units are not kept; those that were drawn anew meanwhile count no more. */
  function open() {
    units.forEach((how, unit) => { if (!unit.isConnected && !jiebang.session.isSealed()) { units.delete(unit); } });
    return units.size;
  }
  function again() {
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
    if (form && form.method === "post" && jiebang.session.person) { dirty.add(form); }
  });
  document.addEventListener("change", (event) => {
    const unit = event.target.closest(UNIT);
    if (unit && (units.get(unit) === "typed" || event.target.matches("[data-band]"))) { typed(unit, true); }
  });

  /* htmx sends the units: with the token of the moment, and with who wrote it. */
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector("input[name='csrfmiddlewaretoken']");
    if (event.detail.verb === "get") { return; }
    if (token) { event.detail.headers["X-CSRFToken"] = token.value; }
    if (jiebang.session.person) { event.detail.headers["X-Person"] = jiebang.session.person; }
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const unit = event.target.closest(UNIT);
    if (!unit || event.detail.requestConfig.verb === "get") { return; }
    units.set(unit, "sent");
    sent.set(unit, jiebang.fields.values(unit));
    state(formOf(unit), formOf(unit).dataset.savingWord || words.saving);
  });
  /* A refusal that the server has drawn (both texts, the red words beside a field) is shown. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    const type = xhr.getResponseHeader("Content-Type") || "";
    if ([409, 412, 422].includes(xhr.status) && type.startsWith("text/html")) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  /* Taken, and the page is to be drawn anew: what was sent is kept, and leaving is no loss. */
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const unit = event.target.closest(UNIT);
    const { xhr } = event.detail;
    if (unit && xhr.status < 300 && (xhr.getResponseHeader("HX-Refresh") || xhr.getResponseHeader("HX-Redirect"))) {
      jiebang.fields.kept(unit, sent.get(unit));
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
      jiebang.fields.kept(unit, sent.get(unit));
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
    if (Array.from(units.values()).includes("refused")) { goal = null; }
    if (goal && units.size === 0) { const go = goal.go; goal = null; go(); }
  });
  function refused(unit, form, found, newer, drawn) {
    if (["stale", "doubted"].includes(found.how)) { doubted(unit, form, found); return; }
    if (found.how === "ended") {
      units.set(unit, "ended");
      jiebang.session.needed(resume);
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
    const how = await jiebang.session.look();
    if (how === "same" && found.how === "stale" && tries < 3) { units.set(unit, "failed"); send(unit); return; }
    if (how === "same" || how === "away") {
      units.set(unit, how === "same" ? "refused" : "failed");
      state(form, how === "same" ? found.word : words.offline, true);
      return;
    }
    state(form, words[how], true);
    jiebang.session.needed(resume, false, how);
  }
  function resume() {
    units.forEach((how, unit) => { if (how === "ended") { units.set(unit, "failed"); } });
    again();
  }
  window.addEventListener("online", again);
  setInterval(() => {
    if (Date.now() >= notBefore && Array.from(units.values()).includes("failed")) { again(); }
  }, jiebang.AGAIN);

  /* An act or a way on while something is not kept yet: kept first, then gone on; asked twice, gone all the same. */
  function wait(event, name, go) {
    if (open() === 0) { return; }
    const stuck = Array.from(units).filter(([, how]) => how === "refused").map(([unit]) => unit);
    if (event.type === "click" && (stuck.length === units.size || (goal && goal.name === name))) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    const form = formOf((stuck[0] || units.keys().next().value));
    if (stuck.length) { state(form, words.stuck, true); jiebang.reach(stuck[0]); return; }
    goal = { name, go };
    state(form, words.wait, true);
    if (Array.from(units.values()).includes("ended")) { jiebang.session.needed(resume); }
    again();
  }
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
    if (leaving || jiebang.session.isSealed()) { return; }
    if (open() || Array.from(dirty).some((form) => form.isConnected && jiebang.fields.changed(form))) { event.preventDefault(); event.returnValue = ""; }
  });
  window.addEventListener("pageshow", () => { leaving = false; });

  document.addEventListener("htmx:responseError", (event) => {
    if (event.target.closest(UNIT)) { return; }
    const { xhr } = event.detail;
    const found = meaning(xhr.status, (name) => xhr.getResponseHeader(name), xhr.responseText);
    if (found.how === "ended") { jiebang.session.needed(() => {}); return; }
    const type = xhr.getResponseHeader("Content-Type") || "";
    jiebang.say(type.startsWith("text/plain") ? xhr.responseText : found.how === "failed" ? found.word : words.failed);
  });
  document.addEventListener("htmx:sendError", (event) => {
    if (!event.target.closest(UNIT)) { jiebang.say(words.offlineNow); }
  });

  jiebang.keeping = { typed, dirty, leave: () => { leaving = true; } };
})();
