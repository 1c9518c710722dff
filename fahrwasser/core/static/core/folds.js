// Remembers in this browser which parts were folded; the keys name kinds of parts, never people.
const PREFIX = "fahrwasser.fold.";

function remembered(key) {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

function remember(event) {
  const key = event.target.dataset?.remember;
  if (!key) return;
  try {
    localStorage.setItem(PREFIX + key, event.target.open ? "open" : "closed");
  } catch {
    // A browser without storage forgets; nothing else is lost.
  }
}

export function startFolds() {
  for (const fold of document.querySelectorAll("details[data-remember]")) {
    const state = remembered(fold.dataset.remember);
    if (state) fold.open = state === "open";
  }
  document.addEventListener("toggle", remember, true);
}
