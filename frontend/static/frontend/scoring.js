/* Marks, what two windows wrote, how much was written, the expert's keys, and the weights of a rubric. */
"use strict";
(function () {
  const { find } = window.jiebang;

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

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-mark]")) { follow(event.target); }
    if (event.target.matches("[data-tally]")) { tally(event.target); }
  });
  document.addEventListener("click", (event) => {
    const take = event.target.closest("[data-take]");
    if (take) { settle(take); }
  });

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
    window.jiebang.keeping.typed(piece, true);
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
  const reach = window.jiebang.reach = (part) => {
    const field = part.querySelector("input:checked, [data-mark], input:not([type='hidden']), textarea");
    part.scrollIntoView({ block: "start" });
    if (field) { field.focus({ preventScroll: true }); }
  };
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
})();
