// The search of the page on which people read the interface: over path, name and summary of every operation.
// Parts whose operations are found are opened; without words everything is folded again.
"use strict";

const words = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);

const found = (groups, phrase) => {
  const wanted = words(phrase);
  const fits = (tag, one) => {
    const operation = one.get("operation");
    const said = [tag, one.get("method"), one.get("path"), operation.get("operationId"), operation.get("summary"), operation.get("description")];
    return wanted.every((word) => said.join(" ").toLowerCase().includes(word));
  };
  return groups
    .map((group, tag) => group.set("operations", group.get("operations").filter((one) => fits(tag, one))))
    .filter((group) => group.get("operations").size);
};

const opened = (original, system) => (phrase) => {
  const done = original(phrase);
  for (const tag of system.specSelectors.taggedOperations().keySeq().toArray()) {
    system.layoutActions.show(["operations-tag", tag], Boolean(phrase));
  }
  return done;
};

// The reader calls it with its own system.
const search = () => ({
  fn: { opsFilter: found },
  statePlugins: { layout: { wrapActions: { updateFilter: opened } } },
});
window.search = search;

// The reader says "Filter by tag" over its field, whatever it searches.
const reader = document.getElementById("swagger-ui");
new MutationObserver(() => {
  const field = reader.querySelector(".operation-filter-input");
  if (field && field.placeholder !== reader.dataset.search) field.placeholder = reader.dataset.search;
}).observe(reader, { childList: true, subtree: true });
