// The quotes, one block a finding: the original text, what counts lit by colour and underline,
// and chips that name what was undone to read it. Media stay closed.

import { h, button, fill } from "../../lib/dom.js";
import { get, part } from "../../lib/api.js";
import { moment, t, tn } from "../../lib/i18n.js";
import { PLANES } from "../../lib/words.js";
import { fault } from "../../shell/says.js";
import { looking } from "../../shell/budget.js";

const FIRST = 4; // quotes of one finding that are shown at once

/** @param {import("./case.js").Desk} desk */
export function evidence(desk) {
  const told = h("span", { class: "soft", role: "status" });
  const reset = h("span");
  const list = h("ol", { class: "quotes" });
  /** @type {Map<string, any[]>} */
  const findings = new Map();
  for (const quote of desk.view.quotes) findings.set(quote.finding, [...(findings.get(quote.finding) || []), quote]);

  /** @param {{finding?: string, event?: string, since?: string, until?: string}} what */
  function show(what) {
    let n = 0;
    const narrowed = Object.values(what).some(Boolean);
    const nodes = [];
    for (const [finding, quotes] of findings) {
      const some = quotes.filter((quote) => (!what.finding || finding === what.finding) && (!what.event || what.event.split(",").includes(quote.event)) &&
        (!what.since || (quote.time && quote.time >= what.since && quote.time <= (what.until || "9999"))));
      n += some.length;
      if (some.length) nodes.push(one(desk, some, narrowed));
    }
    fill(list, nodes);
    fill(told, tn("{n} of {all} quotes", "{n} of {all} quotes", n, { all: desk.view.quotes.length }));
    fill(reset, narrowed && button(t("Show all"), () => show({}), { kind: "small" }));
    if (narrowed) /** @type {HTMLElement | null} */ (list.querySelector(".quote"))?.focus();
  }
  desk.onselect(show);
  show({});
  return h("section", { class: "sheet", "aria-labelledby": "evidence-h" },
    h("header", null, h("h2", { id: "evidence-h" }, t("Evidence")), h("span", { class: "row" }, told, reset)),
    findings.size ? list : h("p", { class: "soft" }, t("No quotes: this rests on counts alone.")),
    desk.view.left_out > 0 && h("p", { class: "soft" }, tn("{n} lighter quote is left out", "{n} lighter quotes are left out", desk.view.left_out)));
}

/** @param {import("./case.js").Desk} desk @param {any[]} quotes @param {boolean} all */
function one(desk, quotes, all) {
  const first = quotes[0];
  const tick = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", checked: desk.quotes.has(first.finding), onchange: () => {
    if (tick.checked) desk.quotes.add(first.finding);
    else desk.quotes.delete(first.finding);
    document.dispatchEvent(new CustomEvent("bantay:quotes"));
  } }));
  const room = h("div", { class: "stack tight" });
  const draw = (/** @type {number} */ most) => fill(room, rows(desk, quotes.slice(0, most)),
    quotes.length > most && button(tn("{n} more", "{n} more", quotes.length - most), () => draw(quotes.length), { kind: "small quiet" }));
  draw(all ? quotes.length : FIRST);
  return h("li", { class: "quote", tabindex: "-1", data: { finding: first.finding } },
    h("div", { class: "quote-head" }, h("label", { class: "row" }, tick, h("b", { lang: "en" }, first.summary), h("span", { class: "unseen" }, t("a ground of my decision"))),
      h("span", { class: "number soft nowrap" }, `${first.weight_db < 0 ? "−" : "+"}${Math.abs(first.weight_db).toFixed(1)}`)),
    h("div", { class: "row quote-foot" }, h("span", { class: "soft" }, t(PLANES[first.plane]?.[1] || first.plane), " · ", h("span", { lang: "en" }, first.detector)),
      !first.counted && h("span", { class: "chip" }, t("same fact, not counted twice"))),
    room);
}

/** Words whole, numbers and ids in rows. @param {import("./case.js").Desk} desk @param {any[]} quotes */
function rows(desk, quotes) {
  const words = quotes.filter((quote) => quote.media || quote.field === "text" || length(quote) > 60);
  const small = quotes.filter((quote) => !words.includes(quote));
  return [words.map((quote) => whole(desk, quote)), small.length > 0 && h("ul", { class: "facts" }, small.map((quote) => h("li", null,
    h("span", { class: "soft number" }, quote.time ? moment(quote.time) : ""), h("span", { class: "soft" }, quote.field.replaceAll("_", " ")),
    h("span", { dir: "auto" }, quote.pieces.length ? lit(quote) : t("no longer kept: expired, erased or never kept")), h("span", { class: "mono soft" }, quote.account || ""))))];
}

/** @param {any} quote */
const length = (quote) => quote.pieces.reduce((/** @type {number} */ sum, /** @type {any} */ piece) => sum + piece.text.length, 0);
/** @param {any} quote */
const lit = (quote) => quote.pieces.map((/** @type {any} */ piece) => (piece.lit ? h("mark", null, piece.text) : piece.text));

/** @param {import("./case.js").Desk} desk @param {any} quote */
function whole(desk, quote) {
  const around = h("div", { class: "around" });
  return h("div", null,
    quote.media
      ? h("p", { class: "closed" }, t("A picture, closed. What it is like is told by numbers only; the platform keeps the picture."))
      : quote.pieces.length
        ? h("blockquote", { dir: "auto", lang: quote.lang || null }, lit(quote))
        : h("p", { class: "soft" }, t("no longer kept: expired, erased or never kept")),
    h("div", { class: "row quote-foot" },
      h("span", { class: "soft" }, [quote.time && moment(quote.time), quote.account, quote.field.replaceAll("_", " ")].filter(Boolean).join(" · ")),
      quote.undone.map((/** @type {string} */ what) => h("span", { class: "chip", lang: "en" }, t("undone:"), " ", what)),
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
