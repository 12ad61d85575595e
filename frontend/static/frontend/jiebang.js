/* 揭榜 Jiebang: the little that a page does by itself. Every page works without it; every check is the server's. */
"use strict";
(function () {
  const find = (root, selector) => Array.from(root.querySelectorAll(selector));

  /* Selection: [data-select] holds rows with input[data-pick], one input[data-pick-all] and one [data-bulk] bar. */
  function count(form) {
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
    /* A filter that applies itself: [data-submit] on a control; its form keeps a button for those without a script. */
    if (event.target.matches("[data-submit]") && event.target.form) { event.target.form.requestSubmit(); }
  });

  /* Marks: a band fills in its highest mark where none of the band stands; the number stays the expert's own, and
     the band follows it. */
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-scale] [data-band]")) { return; }
    const mark = event.target.closest("[data-scale]").querySelector("[data-mark]");
    if (mark) { mark.value = event.target.value; }
  });
  const follow = (mark) => {
    const value = mark.value.trim() === "" ? NaN : Number(mark.value);
    const bands = find(mark.closest("[data-scale]"), "[data-band]");
    bands.forEach((band) => { band.checked = false; });
    const fits = bands.find((band) => value >= Number(band.dataset.low) && value <= Number(bands[0].value));
    if (fits) { fits.checked = true; }
  };

  /* A question first: <button data-confirm="id"> opens <dialog id>; its [data-yes] presses the button for good. */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-confirm]");
    if (button && button.dataset.sure !== "yes") {
      const dialog = document.getElementById(button.dataset.confirm);
      if (!dialog || !dialog.showModal) { return; }
      if (button.form && !button.form.noValidate && !button.form.reportValidity()) { event.preventDefault(); return; }
      event.preventDefault();
      event.stopImmediatePropagation();
      dialog.returnValue = "";
      dialog.showModal();
      dialog.addEventListener("close", () => {
        if (dialog.returnValue === "yes") {
          button.dataset.sure = "yes";
          button.click();
          delete button.dataset.sure;
        } else {
          button.focus();
        }
      }, { once: true });
      return;
    }
    const answer = event.target.closest("dialog [data-yes], dialog [data-no]");
    if (answer) { answer.closest("dialog").close(answer.hasAttribute("data-yes") ? "yes" : "no"); }
    if (event.target.closest("[data-print]")) { window.print(); }
    const dashed = event.target.closest("[aria-disabled='true']");
    if (dashed) { event.preventDefault(); }
  }, true);

  /* Once is enough: a form sent twice by a double click is held back, unless htmx sends it. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.matches("[hx-post], [data-again]")) { return; }
    if (form.dataset.sent === "yes") { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    dirty.delete(form);
  });
  window.addEventListener("pageshow", () => {
    find(document, "form[data-sent]").forEach((form) => { delete form.dataset.sent; });
  });

  /* Autosave: <form data-autosave> with hx-post and hx-trigger; its [data-saving] says how it stands.
     Words come from the form: data-saving-word, data-failed-word. */
  const dirty = new Set();
  const state = (form, word) => {
    if (word) { find(form.ownerDocument, "[data-saving]").forEach((node) => { node.textContent = word; }); }
  };
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-autosave], form[data-guard]");
    if (form) { dirty.add(form); }
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.target.closest("form[data-autosave]");
    if (form) { state(form, form.dataset.savingWord); }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest("form[data-autosave]");
    if (!form) { return; }
    if (event.detail.successful) { dirty.delete(form); } else { state(form, form.dataset.failedWord); }
  });
  /* Piece by piece: <form data-pieces> holds [data-piece], each of which posts itself by htmx on "save". What could
     not be sent stays on the page, is said, and is sent again; an act or a way on waits until everything is kept.
     Words come from the form: data-saving-word, data-failed-word, data-wait-word. */
  const pieces = new Map();
  const timers = new WeakMap();
  let goal = null;
  const send = (piece) => {
    clearTimeout(timers.get(piece));
    if (window.htmx) { window.htmx.trigger(piece, "save"); }
  };
  const again = () => pieces.forEach((how, piece) => { if (how === "failed" || how === "typed") { send(piece); } });
  const typed = (piece, at_once) => {
    pieces.set(piece, "typed");
    clearTimeout(timers.get(piece));
    if (at_once) { send(piece); } else { timers.set(piece, setTimeout(send, 900, piece)); }
  };
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-mark]")) { follow(event.target); }
    if (event.target.matches("[data-tally]")) { tally(event.target); }
    const piece = event.target.closest("[data-piece]");
    if (piece) { typed(piece, event.target.matches("[type='radio'], [type='checkbox']")); }
  });
  document.addEventListener("change", (event) => {
    const piece = event.target.closest("[data-piece]");
    if (piece && (pieces.get(piece) === "typed" || event.target.matches("[data-band]"))) { typed(piece, true); }
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const piece = event.target.closest("[data-piece]");
    if (piece) { pieces.set(piece, "sent"); state(piece.closest("form"), piece.closest("form").dataset.savingWord); }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const piece = event.target.closest("[data-piece]");
    if (!piece) { return; }
    const form = piece.closest("form");
    const status = event.detail.xhr.status;
    if (event.detail.successful) {
      if (pieces.get(piece) === "sent") { pieces.delete(piece); }
    } else if (pieces.get(piece) === "sent") {
      pieces.set(piece, status === 0 || status >= 500 ? "failed" : "refused");
    }
    const hows = Array.from(pieces.values());
    const refused = hows.includes("refused") ? form.dataset.refusedWord : "";
    const word = hows.includes("failed") ? form.dataset.failedWord : refused;
    if (hows.includes("failed")) { state(form, word); }
    find(form, "[data-net]").forEach((node) => { node.textContent = word; });
    if (hows.includes("refused")) { goal = null; }
    if (goal && pieces.size === 0) { const go = goal; goal = null; go(); }
  });
  window.addEventListener("online", again);
  setInterval(() => { if (Array.from(pieces.values()).includes("failed")) { again(); } }, 5000);

  /* An act or a way on while something is not kept yet: kept first, then gone on. */
  const wait = (event, go) => {
    const form = document.querySelector("form[data-pieces]");
    if (!form || pieces.size === 0) { return; }
    const stuck = Array.from(pieces).filter(([, how]) => how === "refused").map(([piece]) => piece);
    if (stuck.length === pieces.size && event.type === "click") { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (stuck.length) { state(form, form.dataset.refusedWord); reach(stuck[0]); return; }
    goal = go;
    state(form, form.dataset.waitWord);
    again();
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='/']");
    if (link && !event.defaultPrevented && event.button === 0 && !event.ctrlKey && !event.metaKey && !link.target) {
      wait(event, () => { window.location.href = link.href; });
    }
    const take = event.target.closest("[data-take]");
    if (take) { settle(take); }
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") { return; }
    if (form.matches("[data-pieces]")) {
      if (window.htmx) { event.preventDefault(); find(form, "[data-piece]").forEach(send); }
      return;
    }
    wait(event, () => {
      const now = document.querySelector(`form[action="${form.getAttribute("action")}"]`);
      if (now) { now.requestSubmit(); }
    });
  }, true);

  /* Changed in two places, and the other's value is taken: the field shows it, and the piece counts as read. */
  function settle(button) {
    const piece = button.closest("[data-piece]");
    const fields = find(document, `[name="${button.dataset.take}"]`);
    fields.forEach((field) => {
      if (field.type === "radio") { field.checked = field.value === button.dataset.value; }
      else if (field.type === "checkbox") { field.checked = button.dataset.value === "1"; }
      else {
        field.value = button.dataset.value;
        if (field.matches("[data-mark]")) { follow(field); }
        if (field.matches("[data-tally]")) { tally(field); }
      }
    });
    find(piece, `[name="${button.dataset.take}-was"]`).forEach((field) => { field.value = button.dataset.was; });
    button.closest(".say").remove();
    if (piece.querySelector("[data-take]")) { return; }
    typed(piece, true);
  }

  /* How much was written: [data-tally] names the line that says it, [data-least] how much is asked for. */
  function tally(text) {
    const line = document.getElementById(text.dataset.tally);
    if (!line) { return; }
    const written = Array.from(text.value.replace(/\s/g, "")).length;
    const short = Number(text.dataset.least) - written;
    const words = short > 0 ? line.dataset.short : line.dataset.enough;
    line.textContent = words.replace("{n}", written).replace("{m}", short);
  }

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
  function reach(part) {
    const field = part.querySelector("input:checked, [data-mark], input:not([type='hidden']), textarea");
    part.scrollIntoView({ block: "start" });
    if (field) { field.focus({ preventScroll: true }); }
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-to]");
    const part = link && document.getElementById(link.hash.slice(1));
    if (part) { event.preventDefault(); reach(part); }
  });

  /* A rubric's weights add up while they are typed. */
  document.addEventListener("input", (event) => {
    const form = event.target.matches("[data-weight]") && event.target.closest("[data-rubric]");
    if (!form) { return; }
    const sum = find(form, "[data-weight]").reduce((so_far, field) => so_far + (Number(field.value) || 0), 0);
    find(form, "[data-total]").forEach((node) => { node.textContent = String(sum); });
  });

  window.addEventListener("beforeunload", (event) => {
    if (dirty.size || pieces.size) { event.preventDefault(); event.returnValue = ""; }
  });

  /* A question that stands open is not drawn anew under the reader's hand; its form learns the new version. */
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const open = event.detail.target && event.detail.target.querySelector("dialog[open], details[open] form");
    const version = event.detail.fragment && event.detail.fragment.querySelector("input[name='version']");
    if (!open || !version) { return; }
    event.detail.shouldSwap = false;
    find(event.detail.target, "input[name='version']").forEach((field) => { field.value = version.value; });
  });
  /* 409 as a page's own pieces: both values stand beside the field. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    const type = event.detail.xhr.getResponseHeader("Content-Type") || "";
    if ([409, 412].includes(event.detail.xhr.status) && type.startsWith("text/html")) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  /* htmx: the token of the page's own forms, and refusals said where a screen reader hears them. */
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (token && event.detail.verb !== "get") { event.detail.headers["X-CSRFToken"] = token.value; }
  });
  const say = (words) => {
    const place = document.getElementById("says");
    if (!place) { return; }
    const line = document.createElement("p");
    line.className = "say say-bad";
    line.textContent = words;
    place.replaceChildren(line);
    place.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("htmx:responseError", (event) => {
    const type = event.detail.xhr.getResponseHeader("Content-Type") || "";
    const text = type.startsWith("text/plain") ? event.detail.xhr.responseText : "";
    say(text || document.body.dataset.failedWord);
  });
  document.addEventListener("htmx:sendError", (event) => {
    if (!event.target.closest("[data-piece]")) { say(document.body.dataset.offlineWord); }
  });

  document.addEventListener("htmx:afterSwap", () => find(document, "[data-select]").forEach(count));
  document.addEventListener("DOMContentLoaded", () => {
    find(document, "[data-select]").forEach(count);
    const refused = document.querySelector("[data-focus]");
    if (refused) { refused.focus(); }
  });
})();
