// Starts the modules of the page. Everything essential works without them.
import { startDialogs } from "./dialogs.js";
import { startDrafts } from "./drafts.js";
import { startErrors } from "./errors.js";
import { startFolds } from "./folds.js";
import { startKeys } from "./keys.js";
import { startPasskeys } from "./passkeys.js";

for (const element of document.querySelectorAll("[data-needs-script]")) element.hidden = false;
startDialogs();
startDrafts();
startErrors();
startFolds();
startKeys();
startPasskeys();
