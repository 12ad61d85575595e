/* The words of keeping, in the reader's language, and what an answer of the server means for what was sent. */
export const words = { ...(document.getElementById("words") || document.body).dataset };
export const AGAIN = 5000;

/* What an answer means: how the unit stands, in which words, and how soon to try again. `status` 0: no answer. */
export const meaning = (status, header, text) => {
  const session = header("X-Session");
  if (session === "ended") { return { how: "ended", word: words.ended }; }
  if (session === "other") { return { how: "ended", word: words.other }; }
  if (session === "stale") { return { how: "stale", word: words.ended }; }
  const plain = (header("Content-Type") || "").startsWith("text/plain") ? text : "";
  const after = Number(header("Retry-After")) * 1000 || 0;
  if (status === 0) { return { how: "failed", word: words.offline, after }; }
  if (status === 413) { return { how: "refused", word: words.large }; }
  if (status === 429) { return { how: "failed", word: words.often, after: after || AGAIN }; }
  if (status === 507) { return { how: "failed", word: words.full, after: after || AGAIN }; }
  if (status >= 500) { return { how: "failed", word: plain || words.busy, after, broken: status === 500 }; }
  const word = words.unsaved.replace("{why}", plain || words.refused);
  return { how: status === 403 || status === 404 ? "doubted" : "refused", word };
};
