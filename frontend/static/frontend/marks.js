/* Marks, what two windows wrote, how much was written, and the weights of a rubric. */
import { find } from "./page.js";

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
  if (fields.length) { fields[0].focus(); }
  if (piece.querySelector("[data-take]")) { return; }
  document.dispatchEvent(new CustomEvent("jiebang:typed", { detail: { unit: piece } }));
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

/* A rubric's weights add up while they are typed. */
document.addEventListener("input", (event) => {
  const form = event.target.matches("[data-weight]") && event.target.closest("[data-rubric]");
  if (!form) { return; }
  const sum = find(form, "[data-weight]").reduce((so_far, field) => so_far + (Number(field.value) || 0), 0);
  find(form, "[data-total]").forEach((node) => { node.textContent = String(sum); });
});
