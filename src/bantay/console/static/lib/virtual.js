// A list of any length: only the rows in view exist. Every row has the same height, so the
// place of each is known and none is ever dropped.

import { h } from "./dom.js";

/**
 * @typedef {object} Virtual
 * @property {HTMLElement} node
 * @property {(rows: number) => void} length
 * @property {(at: number) => void} show
 * @property {() => void} draw
 */

/**
 * @param {{height: number, label: string, row: (at: number) => HTMLElement, more?: (from: number, to: number) => void}} how
 * @returns {Virtual}
 */
export function virtual(how) {
  const room = h("div", { class: "virtual-room", role: "presentation" });
  const node = h("div", { class: "virtual", role: "rowgroup", tabindex: "-1" }, room);
  let count = 0;
  /** @type {Map<number, HTMLElement>} */
  const drawn = new Map();

  const draw = (fresh = true) => {
    const first = Math.max(0, Math.floor(node.scrollTop / how.height) - 6);
    const last = Math.min(count, Math.ceil((node.scrollTop + (node.clientHeight || 600)) / how.height) + 6);
    for (const [at, row] of drawn) {
      if (fresh || at < first || at >= last) {
        row.remove();
        drawn.delete(at);
      }
    }
    let before = null;
    for (let at = last - 1; at >= first; at--) {
      let row = drawn.get(at);
      if (!row) {
        row = how.row(at);
        row.setAttribute("aria-rowindex", String(at + 2));
        row.style.transform = `translateY(${at * how.height}px)`;
        row.style.height = `${how.height}px`;
        drawn.set(at, row);
        room.insertBefore(row, before);
      }
      before = row;
    }
    how.more?.(first, last);
  };

  let waiting = false;
  node.addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      draw(false);
    });
  }, { passive: true });
  new ResizeObserver(() => draw(false)).observe(node);

  return {
    node,
    length(rows) {
      count = rows;
      room.style.height = `${rows * how.height}px`;
      draw();
    },
    show(at) {
      const top = at * how.height;
      const view = node.clientHeight;
      if (top < node.scrollTop) node.scrollTop = top;
      else if (top + how.height > node.scrollTop + view) node.scrollTop = top + how.height - view;
      draw(false);
    },
    draw: () => draw(),
  };
}
