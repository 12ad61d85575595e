/* 揭榜 Jiebang: the little that a page does by itself. Every page works without it; every check is the server's. */
"use strict";
window.jiebang = {};
(function () {
  const find = window.jiebang.find = (root, selector) => Array.from(root.querySelectorAll(selector));

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

  /* A question that stands open is not drawn anew under the reader's hand; its form learns the new version. */
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const open = event.detail.target && event.detail.target.querySelector("dialog[open], details[open] form");
    const version = event.detail.fragment && event.detail.fragment.querySelector("input[name='version']");
    if (!open || !version) { return; }
    event.detail.shouldSwap = false;
    find(event.detail.target, "input[name='version']").forEach((field) => { field.value = version.value; });
  });
  /* Said on top of the page, where a screen reader hears it. */
  window.jiebang.say = (words) => {
    const place = document.getElementById("says");
    if (!place) { return; }
    const line = document.createElement("p");
    line.className = "say say-bad";
    line.textContent = words;
    place.replaceChildren(line);
    place.scrollIntoView({ block: "nearest" });
  };

  /* What is wrong with a field stands in a [.wrong] place that the field names: live answers fill it or empty it. */
  const follow = () => find(document, ".wrong[id]").forEach((place) => {
    find(document, `[aria-describedby~="${CSS.escape(place.id)}"]`).forEach((field) => {
      if (place.children.length) { field.setAttribute("aria-invalid", "true"); } else { field.removeAttribute("aria-invalid"); }
    });
  });
  /* Where somebody has to go on: a choice between two texts, else the first field that is wrong, whatever is folded. */
  const refusedField = () => {
    const choice = document.querySelector("main .both");
    const said = document.querySelector("main [data-focus]");
    const field = said && (said.closest("form") || document.querySelector("main")).querySelector("[aria-invalid='true']");
    return choice || field || said;
  };

  /* What a page does once it is there, and again when its content was drawn anew. */
  window.jiebang.ready = () => {
    find(document, "[data-select]").forEach(count);
    const refused = refusedField();
    for (let fold = refused && refused.closest("details:not([open])"); fold; fold = fold.parentElement.closest("details:not([open])")) {
      fold.open = true;
    }
    if (refused) { refused.focus(); }
  };
  document.addEventListener("htmx:afterSwap", () => find(document, "[data-select]").forEach(count));
  document.addEventListener("htmx:afterSettle", follow);
  document.addEventListener("DOMContentLoaded", window.jiebang.ready);
})();
