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

  /* Marks: a band fills in its highest mark where none of the band stands; the number stays the expert's own. */
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-scale] [data-band]")) { return; }
    const mark = event.target.closest("[data-scale]").querySelector("input[type='number']");
    if (mark) { mark.value = event.target.value; mark.focus(); mark.select(); }
  });

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
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) { return; }
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
  window.addEventListener("beforeunload", (event) => {
    if (dirty.size) { event.preventDefault(); event.returnValue = ""; }
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
  document.addEventListener("htmx:sendError", () => say(document.body.dataset.offlineWord));

  document.addEventListener("htmx:afterSwap", () => find(document, "[data-select]").forEach(count));
  document.addEventListener("DOMContentLoaded", () => {
    find(document, "[data-select]").forEach(count);
    const refused = document.querySelector("[data-focus]");
    if (refused) { refused.focus(); }
  });
})();
