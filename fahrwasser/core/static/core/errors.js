// Brings a refused form to its summary of errors, after loading and after a swap.
function focusSummary(root) {
  root.querySelector("[data-error-summary]")?.focus();
}

export function startErrors() {
  focusSummary(document);
  document.addEventListener("htmx:afterSwap", (event) => focusSummary(event.detail.target));
}
