// `?`: every key that acts now. Each can be changed, and all single keys switched off.

import { h, button, fill } from "../lib/dom.js";
import { panel } from "../lib/dialog.js";
import { t } from "../lib/i18n.js";
import { actions, keyOf, named, remap, restore, singles, useSingles } from "./keys.js";

/** @param {() => void} toured starts the tour */
export function help(toured) {
  const list = h("div", { class: "keys" });
  const said = h("p", { role: "status", class: "soft" });
  const off = h("label", { class: "row" },
    h("input", { type: "checkbox", checked: singles(), onchange: (/** @type {any} */ e) => useSingles(e.target.checked) }),
    t("Single keys act (switch off if you press keys by accident or speak to your computer)"));

  /** @param {import("./keys.js").Action} action @param {HTMLButtonElement} node */
  function change(action, node) {
    fill(node, t("Press a key"));
    const caught = (/** @type {KeyboardEvent} */ event) => {
      if (["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      node.removeEventListener("keydown", caught);
      if (event.key !== "Escape" && event.key !== "Tab") {
        fill(said, remap(action, named(event)) ? t("Changed.") : t("That key is taken by something fixed."));
      }
      draw();
    };
    node.addEventListener("keydown", caught);
  }

  function draw() {
    fill(list, actions().map((action) => {
      const node = /** @type {HTMLButtonElement} */ (h("button", {
        type: "button", class: "button small", disabled: action.fixed,
        "aria-label": t("Change the key of: {what}", { what: action.label }),
        onclick: () => change(action, node) }, h("kbd", null, keyOf(action))));
      return h("div", { class: "keys-row" }, h("span", null, action.label), node);
    }));
  }
  draw();
  const shown = panel(t("All keys"), [
    h("p", { class: "soft" }, t("Choose a key to change it. No single key holds or refers anybody.")),
    off, list, said,
    h("div", { class: "row" },
      button(t("As shipped"), () => { restore(); draw(); }),
      button(t("Guided tour"), () => { shown.close(); toured(); })),
  ]);
}
