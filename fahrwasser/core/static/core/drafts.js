// Saves a form with data-draft-url on the server while somebody types. Texts come from the indicator's data attributes.
const PAUSE_MS = 1500;
const RETRY_MS = [3000, 10000, 30000];
const NEVER_SAVED = new Set(["csrfmiddlewaretoken"]);

class Draft {
  constructor(form) {
    this.form = form;
    this.indicator = form.querySelector("[data-draft-indicator]");
    this.saved = this.content();
    this.failures = 0;
    this.timer = 0;
    this.sending = null;
    this.submitted = false;
    form.addEventListener("input", () => this.plan(PAUSE_MS));
    form.addEventListener("change", () => this.plan(PAUSE_MS));
    form.addEventListener("submit", () => this.stop());
  }

  content() {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string" && !NEVER_SAVED.has(name)) fields.append(name, value);
    }
    return fields.toString();
  }

  get unsaved() {
    return !this.submitted && this.form.isConnected && this.content() !== this.saved;
  }

  plan(delay) {
    clearTimeout(this.timer);
    if (!this.submitted) this.timer = setTimeout(() => this.save(), delay);
  }

  async save() {
    if (this.sending || !this.unsaved) return;
    const content = this.content();
    this.sending = new AbortController();
    let answer = null;
    try {
      answer = await this.post(content, { signal: this.sending.signal });
    } catch {
      // No network: the answer stays empty and the draft is tried again.
    }
    this.sending = null;
    if (answer?.ok) this.onSaved(content, answer);
    else if (!this.submitted) this.onFailed(answer);
  }

  post(body, options) {
    return fetch(this.form.dataset.draftUrl, {
      method: "POST",
      body,
      headers: { "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": csrfToken(this.form) },
      redirect: "manual",
      ...options,
    });
  }

  onSaved(content, answer) {
    this.saved = content;
    this.failures = 0;
    const date = answer.headers.get("Date");
    const time = (date ? new Date(date) : new Date()).toLocaleTimeString("de-DE");
    this.show("saved", this.indicator?.dataset.savedText.replace("{time}", time));
    if (this.unsaved) this.plan(PAUSE_MS);
  }

  onFailed(answer) {
    const ended = answer && (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403);
    this.show("failed", ended ? this.indicator?.dataset.endedText : this.indicator?.dataset.failedText);
    this.plan(RETRY_MS[Math.min(this.failures++, RETRY_MS.length - 1)]);
  }

  show(state, text) {
    if (!this.indicator) return;
    this.indicator.dataset.state = state;
    this.indicator.querySelector("[data-draft-text]").textContent = text;
  }

  // A draft that arrives after its form was sent would come back as a ghost.
  stop() {
    this.submitted = true;
    clearTimeout(this.timer);
    this.sending?.abort();
    const token = this.form.querySelector("[name=csrfmiddlewaretoken]");
    if (token) token.value = csrfToken(this.form);
  }

  // The form did not get through: the words are still here and still want saving.
  resume() {
    this.submitted = false;
    this.plan(0);
  }

  flush() {
    if (this.unsaved) this.post(this.content(), { keepalive: true }).catch(() => {});
  }
}

// A new log-in in another window changes the token; the cookie knows the present one.
function csrfToken(form) {
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return cookie ? cookie[1] : (form.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
}

const drafts = new Map();

function adopt(root) {
  for (const form of root.querySelectorAll("form[data-draft-url]")) {
    if (!drafts.has(form)) drafts.set(form, new Draft(form));
  }
}

function resume(event) {
  drafts.get(event.detail.elt)?.resume();
}

function warn(event) {
  if ([...drafts.values()].some((draft) => draft.unsaved && draft.failures > 0)) event.preventDefault();
}

export function startDrafts() {
  adopt(document);
  document.addEventListener("htmx:afterSwap", (event) => adopt(event.detail.target));
  document.addEventListener("htmx:sendError", resume);
  document.addEventListener("htmx:responseError", resume);
  window.addEventListener("pageshow", (event) => event.persisted && drafts.forEach((draft) => draft.resume()));
  window.addEventListener("online", () => drafts.forEach((draft) => draft.plan(0)));
  window.addEventListener("beforeunload", warn);
  window.addEventListener("pagehide", () => drafts.forEach((draft) => draft.flush()));
  document.addEventListener("visibilitychange", () => document.hidden && drafts.forEach((draft) => draft.save()));
}
