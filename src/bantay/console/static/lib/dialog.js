// Questions and panels over the page: the browser's own dialog holds the focus and closes
// on Escape.

import { h, button } from "./dom.js";
import { t } from "./i18n.js";

/** A panel that stays until it is closed. Focus goes back to where it was.
 * @param {string} title @param {Node[]} body @param {{kind?: string, onclose?: () => void}} [more]
 * @returns {{node: HTMLDialogElement, close: () => void}} */
export function panel(title, body, more = {}) {
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const close = () => node.close();
  const node = /** @type {HTMLDialogElement} */ (h("dialog", { class: `panel ${more.kind || ""}`, "aria-label": title },
    h("header", null, h("h2", null, title), button(t("Close"), close, { kind: "quiet", key: "Esc" })),
    h("div", { class: "panel-body" }, body)));
  node.addEventListener("close", () => {
    node.remove();
    before?.focus?.();
    more.onclose?.();
  });
  node.addEventListener("click", (event) => event.target === node && close());
  document.body.append(node);
  node.showModal();
  return { node, close };
}

/** Ask for fields; resolves with what was filled in, or null when it was left.
 * @param {string} title @param {string} say @param {string} done
 * @param {Node[]} fields @returns {Promise<Record<string, string> | null>} */
export function ask(title, say, done, fields) {
  return new Promise((answer) => {
    /** @type {Record<string, string> | null} */
    let given = null;
    const form = /** @type {HTMLFormElement} */ (h("form", { method: "dialog", class: "stack",
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        given = Object.fromEntries(/** @type {any} */ (new FormData(form)).entries());
        shown.close();
      } },
      say && h("p", null, say), fields,
      h("div", { class: "row end" }, h("button", { class: "button primary", type: "submit" }, done))));
    const shown = panel(title, [form], { onclose: () => answer(given) });
    /** @type {HTMLElement | null} */ (form.querySelector("input,textarea,select") || form.querySelector("button[type=submit]"))?.focus();
  });
}

/** A labelled field. @param {string} label @param {HTMLElement} control @param {string} [hint] */
export function field(label, control, hint) {
  return h("label", { class: "field" }, h("span", null, label), control, hint && h("small", null, hint));
}
