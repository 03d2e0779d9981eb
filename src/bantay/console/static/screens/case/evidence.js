// The quotes: the original text, what counts lit by colour and underline, and chips that name
// what was undone to read it. Media stay closed.

import { h, button, fill } from "../../lib/dom.js";
import { get, part } from "../../lib/api.js";
import { moment, t, tn } from "../../lib/i18n.js";
import { PLANES } from "../../lib/words.js";
import { fault } from "../../shell/says.js";
import { looking } from "../../shell/budget.js";

/** @param {any} quote */
export const keyOf = (quote) => `${quote.finding}|${quote.event}|${quote.field}`;

/** @param {import("./case.js").Desk} desk */
export function evidence(desk) {
  const all = desk.view.quotes;
  const list = h("ol", { class: "quotes" });
  const told = h("span", { class: "soft", role: "status" });
  const reset = h("span");
  /** @type {Map<string, HTMLElement>} */
  const nodes = new Map();
  for (const quote of all) {
    const node = one(desk, quote);
    nodes.set(keyOf(quote), node);
    list.append(node);
  }

  /** @param {{finding?: string, event?: string, since?: string, until?: string}} what */
  function show(what) {
    let n = 0;
    /** @type {HTMLElement | null} */
    let first = null;
    for (const quote of all) {
      const fits = (!what.finding || quote.finding === what.finding) && (!what.event || what.event.split(",").includes(quote.event)) &&
        (!what.since || (quote.time && quote.time >= what.since && quote.time <= (what.until || "9999")));
      const node = nodes.get(keyOf(quote));
      if (!node) continue;
      node.hidden = !fits;
      if (fits) {
        n++;
        first ||= node;
      }
    }
    fill(told, tn("{n} of {all} quotes", "{n} of {all} quotes", n, { all: all.length }));
    const filtered = n < all.length;
    fill(reset, filtered && button(t("Show all"), () => show({}), { kind: "small" }));
    if (filtered) first?.focus();
  }
  desk.onselect(show);
  show({});
  return h("section", { class: "sheet", "aria-labelledby": "evidence-h" },
    h("header", null, h("h2", { id: "evidence-h" }, t("Evidence")), told, reset),
    all.length ? list : h("p", { class: "soft" }, t("No quotes: this rests on counts alone.")));
}

/** @param {import("./case.js").Desk} desk @param {any} quote */
function one(desk, quote) {
  const around = h("div", { class: "around" });
  const tick = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", "aria-label": t("A ground of my decision: {what}", { what: quote.summary }), onchange: () => {
    if (tick.checked) desk.quotes.add(keyOf(quote));
    else desk.quotes.delete(keyOf(quote));
    document.dispatchEvent(new CustomEvent("bantay:quotes"));
  } }));
  const words = quote.pieces.map((/** @type {any} */ piece) => (piece.lit ? h("mark", null, piece.text) : piece.text));
  return h("li", { class: "quote", tabindex: "-1", data: { finding: quote.finding, event: quote.event } },
    h("div", { class: "quote-head" }, h("label", { class: "row" }, tick, h("b", { lang: "en" }, quote.summary)),
      h("span", { class: "number soft nowrap" }, `${quote.weight_db > 0 ? "+" : ""}${quote.weight_db.toFixed(1)}`)),
    quote.media
      ? h("p", { class: "closed" }, t("A picture, closed. What it is like is told by numbers only; the platform keeps the picture."))
      : quote.pieces.length
        ? h("blockquote", { dir: "auto", lang: quote.lang || null }, words)
        : h("p", { class: "soft" }, t("no longer kept: expired, erased or never kept")),
    h("div", { class: "row quote-foot" },
      h("span", { class: "soft" }, quote.time ? moment(quote.time) : "", quote.account ? ` · ${quote.account}` : "", ` · ${t(PLANES[quote.plane]?.[1] || quote.plane)} · ${quote.field}`),
      quote.undone.map((/** @type {string} */ what) => h("span", { class: "chip", lang: "en" }, t("undone:"), " ", what)),
      !quote.counted && h("span", { class: "chip" }, t("same fact, not counted twice")),
      quote.conversation && quote.field === "text" && button(t("Five before and after"), () => context(desk, quote, around), { kind: "small quiet" })),
    around);
}

/** @param {import("./case.js").Desk} desk @param {any} quote @param {HTMLElement} room */
async function context(desk, quote, room) {
  if (room.firstChild) return fill(room);
  try {
    const lines = await get(`/v1/cases/${part(desk.id)}/context`, { event: quote.event, purpose: "review" });
    looking("words");
    fill(room, h("ol", { class: "thread", "aria-label": t("Five messages before and after") }, lines.map((/** @type {any} */ line) =>
      h("li", { class: line.quoted ? "here" : null }, h("span", { class: "soft" }, moment(line.event.time), " ", line.event.account, ": "),
        h("span", { dir: "auto" }, line.event.text ?? t("no longer kept: expired, erased or never kept"))))));
  } catch (error) {
    fault(error);
  }
}
