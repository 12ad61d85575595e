/* A menu lies over the page: it folds when the focus goes on, and with Escape. */
document.addEventListener("focusin", (event) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = menu.contains(event.target); });
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details.menu[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
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
