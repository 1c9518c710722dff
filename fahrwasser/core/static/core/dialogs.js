// data-dialog="id" opens a dialog, data-side-panel opens the link's page in the side panel, data-close-dialog closes.
const PANEL = "seitenfenster";

export function openSidePanel(address) {
  const panel = document.getElementById(PANEL);
  window.htmx.ajax("GET", address, { target: `#${PANEL}-inhalt`, swap: "innerHTML" }).then(() => panel.showModal());
}

function onClick(event) {
  const trigger = event.target.closest("[data-dialog], [data-side-panel], [data-close-dialog]");
  if (!trigger || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if ("closeDialog" in trigger.dataset) {
    trigger.closest("dialog")?.close();
  } else if (trigger.dataset.dialog) {
    const dialog = document.getElementById(trigger.dataset.dialog);
    if (!dialog) return;
    event.preventDefault();
    dialog.showModal();
  } else if (document.getElementById(PANEL)) {
    event.preventDefault();
    openSidePanel(trigger.href);
  }
}

function closeMenus(event) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (event.type === "keydown" ? event.key === "Escape" : !menu.contains(event.target)) menu.open = false;
  }
}

export function startDialogs() {
  document.addEventListener("click", onClick);
  document.addEventListener("click", closeMenus);
  document.addEventListener("keydown", closeMenus);
}
