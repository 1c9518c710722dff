import { openSidePanel } from "./dialogs.js";

// Single keys: data-hotkey="n" on links, buttons and fields, data-go="t" for "g t", j/k/Enter for rows.
// They rest while somebody types and can be switched off for this browser (WCAG 2.1.4).
const SWITCH = "fahrwasser.keys";
const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
const GO_MS = 1500;
let goUntil = 0;

function switchedOn() {
  try {
    return localStorage.getItem(SWITCH) !== "off";
  } catch {
    return true;
  }
}

function setSwitch(on) {
  try {
    localStorage.setItem(SWITCH, on ? "on" : "off");
  } catch {
    // Without storage the choice lasts for this page only.
  }
}

function isTyping(element) {
  return element.closest(TYPING) !== null;
}

function visible(selector) {
  return [...document.querySelectorAll(selector)].filter((element) => element.getClientRects().length > 0);
}

function use(element) {
  if (element.matches(TYPING)) element.focus();
  else element.click();
}

// Rows of a list, and of a table with links: the step of a row is its next step, or its first link.
const ROWS = ".fw-row, .fw-table tbody tr";

function nextStep(row) {
  return row?.querySelector(".fw-row__next .fw-next") ?? row?.querySelector("a[href], button");
}

function currentRow(rows) {
  return rows.find((row) => row.contains(document.activeElement)) ?? rows.find((row) => "current" in row.dataset);
}

function moveRow(step) {
  const rows = visible(ROWS).filter(nextStep);
  if (!rows.length) return;
  const focused = rows.findIndex((row) => row.contains(document.activeElement));
  const marked = rows.findIndex((row) => "current" in row.dataset);
  const target = focused >= 0 ? focused + step : Math.max(marked, 0);
  const row = rows[Math.min(Math.max(target, 0), rows.length - 1)];
  for (const other of rows) delete other.dataset.current;
  row.dataset.current = "";
  nextStep(row).focus();
  row.scrollIntoView({ block: "nearest" });
}

// See the case of the current row again on a day; afterwards back to this page.
function seeAgain() {
  const row = currentRow(visible("[data-again]"));
  if (!row) return false;
  const back = encodeURIComponent(location.pathname + location.search);
  openSidePanel(`${row.dataset.again}?zurueck=${back}`);
  return true;
}

function go(key) {
  goUntil = 0;
  const target = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
  if (target) target.click();
  return target !== null;
}

function single(event) {
  if (event.key === "g") {
    goUntil = event.timeStamp + GO_MS;
    return true;
  }
  if (event.key === "j" || event.key === "k") {
    moveRow(event.key === "j" ? 1 : -1);
    return true;
  }
  if (event.key === "Enter" && document.activeElement === document.body) {
    const step = nextStep(document.querySelector(".fw-row[data-current]"));
    step?.click();
    return Boolean(step);
  }
  if (event.key === "w" && seeAgain()) return true;
  const target = visible(`[data-hotkey="${CSS.escape(event.key)}"]`).at(-1);
  if (target) use(target);
  return Boolean(target);
}

// While a dialog is open, only its own keys work.
function behindDialog(event) {
  const dialog = document.querySelector("dialog[open]");
  return dialog !== null && !dialog.querySelector(`[data-hotkey="${CSS.escape(event.key)}"]`);
}

function onKey(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.target.form?.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (!switchedOn() || isTyping(event.target) || event.key === "Shift") return;
  if (behindDialog(event)) return;
  const done = event.timeStamp < goUntil ? go(event.key) : single(event);
  if (done) event.preventDefault();
}

function line(keys, label) {
  const row = document.createElement("div");
  const term = document.createElement("dt");
  for (const key of keys) {
    const cap = document.createElement("kbd");
    cap.className = "fw-key";
    cap.textContent = key;
    term.append(cap, " ");
  }
  const text = document.createElement("dd");
  text.textContent = label;
  row.append(term, text);
  return row;
}

function labelOf(element) {
  if (element.dataset.hotkeyLabel) return element.dataset.hotkeyLabel;
  const copy = element.cloneNode(true);
  for (const extra of copy.querySelectorAll("kbd, .fw-count, .kern-sr-only")) extra.remove();
  return copy.textContent.trim();
}

// The help lists the keys that work on this very page.
function fillHelp(list) {
  const own = visible("[data-hotkey]").map((element) => line([element.dataset.hotkey], labelOf(element)));
  const ways = [...document.querySelectorAll("[data-go]")].map((element) => line(["g", element.dataset.go], labelOf(element)));
  list.querySelector("[data-keys-again]").hidden = !document.querySelector("[data-again]");
  list.prepend(...own, ...ways);
}

export function startKeys() {
  const list = document.querySelector("[data-keys]");
  if (list) fillHelp(list);
  const box = document.querySelector("[data-keys-switch]");
  if (box) {
    box.checked = switchedOn();
    box.addEventListener("change", () => setSwitch(box.checked));
  }
  document.addEventListener("keydown", onKey);
}
