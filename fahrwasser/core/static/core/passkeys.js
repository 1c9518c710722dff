// Passkeys: a button with data-passkey asks the device, puts its answer into a field of its form and sends the form.
// The options stand in the page (#passkey-options) or at the address in the form's data-passkey-url.
const OPTIONS = "passkey-options";

async function optionsFor(form) {
  if (!form.dataset.passkeyUrl) return JSON.parse(document.getElementById(OPTIONS).textContent);
  const answer = await fetch(form.dataset.passkeyUrl, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return (await answer.json()).request_options;
}

// A passkey that can log in alone: it lies on the device, and the device asks who holds it.
function create(options) {
  options.authenticatorSelection = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
  return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
}

function get(options) {
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}

function say(form, error) {
  const place = form.querySelector("[data-passkey-says]");
  const kinds = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known" };
  place.textContent = place.dataset[kinds[error.name] ?? "failed"];
}

async function use(button) {
  const form = button.form;
  try {
    const { publicKey } = await optionsFor(form);
    const passkey = await (button.dataset.passkey === "create" ? create(publicKey) : get(publicKey));
    form.elements[button.dataset.passkeyField].value = JSON.stringify(passkey.toJSON());
    form.submit();
  } catch (error) {
    say(form, error);
  }
}

export function startPasskeys() {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return;
  for (const words of document.querySelectorAll("[data-without-passkeys]")) words.hidden = true;
  for (const button of document.querySelectorAll("[data-passkey]")) {
    button.hidden = false;
    button.addEventListener("click", () => use(button));
  }
}
