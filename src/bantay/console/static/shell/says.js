// What just happened, said once, calmly, at the foot of the page; with the way back where
// there is one.

import { h, button, fill } from "../lib/dom.js";
import { t } from "../lib/i18n.js";

const line = h("div", { class: "says-line", role: "status", "aria-live": "polite" });
const wrong = h("div", { class: "says-wrong", role: "alert" });
export const says = h("div", { class: "says" }, line, wrong);

/** @type {ReturnType<typeof setInterval> | undefined} */
let ticking;
/** @type {(() => void) | null} */
let back = null;

/** The latest way back, run by the undo key. */
export function undo() {
  const run = back;
  if (run) run();
  else say(t("Nothing to undo."));
}

/** @param {string} text */
export function say(text) {
  clearInterval(ticking);
  back = null;
  fill(wrong);
  fill(line, text);
}

/** Something was done and can be undone until a time. @param {string} text @param {number} until milliseconds @param {() => void} run */
export function undoable(text, until, run) {
  say(text);
  back = () => {
    clearInterval(ticking);
    back = null;
    run();
  };
  const clock = h("span", { class: "number", "aria-hidden": "true" });
  const draw = () => {
    const left = Math.max(0, Math.round((until - Date.now()) / 1000));
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (!left) say("");
  };
  fill(line, text, " ", button(t("Undo"), undo, { kind: "small", key: "u" }), clock);
  draw();
  ticking = setInterval(draw, 1000);
}

/** Something failed: said in red, in words, and kept until the next. @param {unknown} error */
export function fault(error) {
  clearInterval(ticking);
  fill(line);
  const told = error instanceof Error ? error.message : String(error);
  fill(wrong, told, button(t("Close"), () => fill(wrong), { kind: "small" }));
}
