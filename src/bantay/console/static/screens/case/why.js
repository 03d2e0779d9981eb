// Why: a sentence, then the sum. Each bar says what it is, adds up exactly, and opens its quotes.

import { h } from "../../lib/dom.js";
import { N, t, tn } from "../../lib/i18n.js";
import { HYPOTHESES, named } from "../../lib/words.js";

const SVG = "http://www.w3.org/2000/svg";
/** @type {Record<string, string>} */
const FIXED = {
  prior: N("prior"), total: N("total"), "before any evidence": N("before any evidence"), rounding: N("rounding"), limit: N("limit"),
  "added together": N("added together"),
};

/** @param {import("./case.js").Desk} desk */
export function why(desk) {
  const sums = desk.view.why;
  return h("section", { class: "sheet why", "aria-labelledby": "why-h" },
    h("header", null, h("h2", { id: "why-h" }, t("Why")), h("span", { class: "soft" }, t("decibans; a sum of evidence, not a verdict"))),
    sums.map((/** @type {any} */ sum, /** @type {number} */ at) => at === 0 ? one(desk, sum)
      : h("details", { class: "more-why" }, h("summary", null, named(HYPOTHESES, sum.hypothesis), ": ", h("span", { class: "mono" }, sum.subject), " ", h("span", { class: "soft" }, over(sum))), one(desk, sum))));
}

/** @param {any} sum */
const over = (sum) => (sum.over.startsWith("−") ? t("{n} under the threshold", { n: sum.over.slice(1) }) : t("{n} over the threshold", { n: sum.over }));

/** @param {import("./case.js").Desk} desk @param {any} sum */
function one(desk, sum) {
  const ends = [0, sum.threshold, ...sum.rows.flatMap((/** @type {any} */ row) => [row.start, row.end])];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  return h("div", { class: "stack sum" },
    h("p", { class: "sentence" }, h("b", null, named(HYPOTHESES, sum.hypothesis)), ": ", h("span", { lang: "en" }, sum.subject, " ", sum.meaning), "."),
    h("table", { class: "waterfall" },
      h("caption", { class: "unseen" }, t("The sum of evidence")),
      h("thead", { class: "unseen" }, h("tr", null, [t("what"), t("decibans"), t("bar")].map((label) => h("th", { scope: "col" }, label)))),
      h("tbody", null, sum.rows.map((/** @type {any} */ row) => line(desk, row, sum, low, high)))),
    h("p", { class: "soft" }, t("threshold {n}", { n: String(sum.threshold).replace("-", "−") }), " · ", over(sum),
      sum.drafts ? ` · ${tn("{n} weight is a draft, not measured yet", "{n} weights are drafts, not measured yet", sum.drafts)}` : "",
      sum.calibrated ? "" : ` · ${t("no probability: nothing was calibrated on your own labels")}`),
    sum.absent.length > 0 && h("details", null, h("summary", null, t("What would have to be absent for no alarm")),
      h("ul", { lang: "en" }, sum.absent.map((/** @type {any} */ one) => h("li", null, one.summary, " (", one.left, " dB)")))));
}

/** @param {import("./case.js").Desk} desk @param {any} row @param {any} sum @param {number} low @param {number} high */
function line(desk, row, sum, low, high) {
  const known = FIXED[row.label];
  const label = known ? t(known) : row.label;
  const what = row.finding
    ? h("button", { type: "button", class: "link", lang: "en", onclick: () => desk.select({ finding: row.finding }), title: t("Show its quotes") }, label)
    : h("span", { lang: known ? null : "en" }, label);
  return h("tr", { class: `look-${row.look}` },
    h("td", null, what, h("small", { lang: "en" }, row.name, row.draft ? ` · ${t("draft weight")}` : "")),
    h("td", { class: "number nowrap" }, row.value),
    h("td", { class: "bar", "aria-hidden": "true" }, bar(row, sum.threshold, low, high)));
}

/** @param {any} row @param {number} threshold @param {number} low @param {number} high */
function bar(row, threshold, low, high) {
  const reach = high - low || 1;
  const x = (/** @type {number} */ value) => ((value - low) / reach) * 100;
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 100 24");
  svg.setAttribute("preserveAspectRatio", "none");
  const put = (/** @type {string} */ tag, /** @type {Record<string, string | number>} */ values) => {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(values)) node.setAttribute(name, String(value));
    svg.append(node);
  };
  put("line", { x1: x(0), x2: x(0), y1: 0, y2: 24, class: "zero" });
  if (row.look !== "none") {
    const [from, to] = [Math.min(row.start, row.end), Math.max(row.start, row.end)];
    put("rect", { x: x(from), width: Math.max(0.8, x(to) - x(from)), y: 5, height: 14, class: `w-${row.look}${row.draft ? " draft" : ""}` });
  }
  put("line", { x1: x(threshold), x2: x(threshold), y1: 0, y2: 24, class: "limit" });
  return svg;
}
