// Elements from plain values. Text always becomes a text node: nothing here parses markup,
// so whatever people wrote is shown as they wrote it and never as a page.

/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * An element. `on…` functions become listeners, `data` and booleans what they say; every
 * other value an attribute. Children that are null or false are left out.
 * @param {string} tag
 * @param {Record<string, any> | null} [props]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElement}
 */
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) put(node, name, value);
  append(node, children);
  return node;
}

/** @param {HTMLElement} node @param {string} name @param {any} value */
function put(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "data") Object.assign(node.dataset, value);
  else if (name === "value") /** @type {HTMLInputElement} */ (node).value = value;
  else if (value === true) node.setAttribute(name, "");
  else node.setAttribute(name, String(value));
}

/** @param {Node} node @param {any[]} children */
export function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Everything inside a node is replaced. @param {Element} node @param {...(Child | Child[])} children */
export function fill(node, ...children) {
  node.replaceChildren();
  append(node, children);
}

/** A button that shows its key. @param {string} label @param {() => void} run @param {{key?: string, kind?: string, title?: string, disabled?: boolean, id?: string}} [more] */
export function button(label, run, more = {}) {
  return h(
    "button",
    { type: "button", class: `button ${more.kind || ""}`, onclick: run, title: more.title,
      disabled: more.disabled, id: more.id, "aria-keyshortcuts": more.key },
    label,
    more.key && h("kbd", { "aria-hidden": "true" }, more.key),
  );
}

/** A table with a caption for those who cannot see where it stands.
 * @param {string} caption @param {string[]} heads @param {Child[][]} rows @param {{shown?: boolean, numbers?: number[]}} [more] */
export function table(caption, heads, rows, more = {}) {
  const numeric = new Set(more.numbers || []);
  const cls = (/** @type {number} */ at) => (numeric.has(at) ? "number" : null);
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    h("table", null,
      h("caption", { class: more.shown ? null : "unseen" }, caption),
      h("thead", null, h("tr", null, heads.map((head, at) =>
        h("th", { scope: "col", class: cls(at) }, head)))),
      h("tbody", null, rows.map((row) => h("tr", null, row.map((cell, at) =>
        h("td", { class: cls(at) }, cell)))))));
}
