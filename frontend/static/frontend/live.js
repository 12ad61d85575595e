/* htmx on these pages: the token and the writer go with what is sent, refusals that were drawn are shown, others are said. */
import { meaning, words } from "./answers.js";
import { UNIT } from "./autosave.js";
import { find, say, whereabouts, goBack } from "./page.js";
import * as session from "./session.js";

/* With the token of the moment, and with who wrote it. */
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("input[name='csrfmiddlewaretoken']");
  if (event.detail.verb === "get") { return; }
  if (token) { event.detail.headers["X-CSRFToken"] = token.value; }
  if (session.person) { event.detail.headers["X-Person"] = session.person; }
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
/* A question that stands open is not drawn anew under the reader's hand; its form learns the new version. */
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const open = event.detail.target && event.detail.target.querySelector("dialog[open], details[open] form");
  const version = event.detail.fragment && event.detail.fragment.querySelector("input[name='version']");
  if (!open || !version) { return; }
  event.detail.shouldSwap = false;
  find(event.detail.target, "input[name='version']").forEach((field) => { field.value = version.value; });
});
/* Whoever has reached something by keys stays there, though it is drawn anew. */
let place = null;
document.addEventListener("htmx:beforeSwap", (event) => { place = whereabouts(document.activeElement, event.detail.target); });
document.addEventListener("htmx:afterSettle", () => { goBack(place); });
document.addEventListener("htmx:responseError", (event) => {
  if (event.target.closest(UNIT)) { return; }
  const { xhr } = event.detail;
  const found = meaning(xhr.status, (name) => xhr.getResponseHeader(name), xhr.responseText);
  if (found.how === "ended") { session.needed(() => {}); return; }
  const type = xhr.getResponseHeader("Content-Type") || "";
  say(type.startsWith("text/plain") ? xhr.responseText : found.how === "failed" ? found.word : words.failed);
});
document.addEventListener("htmx:sendError", (event) => {
  if (!event.target.closest(UNIT)) { say(words.offlineNow); }
});
