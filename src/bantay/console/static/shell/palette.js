// Ctrl+K: go anywhere, do anything that can be done here, or look an id or a text up.

import { h, fill } from "../lib/dom.js";
import { panel } from "../lib/dialog.js";
import { t } from "../lib/i18n.js";
import { actions, keyOf } from "./keys.js";

/** @typedef {{label: string, key?: string, run: () => void}} Entry */

/** @param {(text: string) => Entry[]} found what a typed text could mean */
export function palette(found) {
  /** @type {Entry[]} */
  let entries = [];
  let at = 0;
  const list = h("ul", { id: "palette-list", role: "listbox", "aria-label": t("What you can do") });
  const input = /** @type {HTMLInputElement} */ (h("input", {
    type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "palette-list",
    "aria-label": t("Type an action, an id or a text"), placeholder: t("Type an action, an id or a text"),
    autocomplete: "off", spellcheck: "false", oninput: () => { at = 0; draw(); }, onkeydown: moved,
  }));
  const shown = panel(t("Go to"), [input, list], { kind: "palette" });

  function draw() {
    const text = input.value.trim().toLowerCase();
    const known = actions().map((one) => ({ label: one.label, key: keyOf(one), run: one.run }));
    entries = [...known.filter((one) => one.label.toLowerCase().includes(text)), ...found(input.value.trim())].slice(0, 12);
    fill(list, entries.map((one, n) => h("li", {
      role: "option", id: `palette-${n}`, "aria-selected": n === at ? "true" : "false",
      onclick: () => choose(n),
    }, h("span", null, one.label), one.key && h("kbd", null, one.key))));
    input.setAttribute("aria-activedescendant", entries.length ? `palette-${at}` : "");
  }

  /** @param {number} n */
  function choose(n) {
    const entry = entries[n];
    shown.close();
    entry?.run();
  }

  /** @param {KeyboardEvent} event */
  function moved(event) {
    if (event.key === "Enter") choose(at);
    else if (event.key === "ArrowDown") at = Math.min(entries.length - 1, at + 1);
    else if (event.key === "ArrowUp") at = Math.max(0, at - 1);
    else return;
    event.preventDefault();
    draw();
  }
  draw();
  input.focus();
}
