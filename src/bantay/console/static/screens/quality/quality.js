// Screen 7. How the work goes: of the team, never of a person. Each figure says how many it
// rests on, and has its interval.

import { h, table } from "../../lib/dom.js";
import { get } from "../../lib/api.js";
import { moment, number, t, tn } from "../../lib/i18n.js";
import { HYPOTHESES, named } from "../../lib/words.js";

/** @returns {import("../../shell/app.js").Screen} */
export default function quality() {
  return {
    async open() {
      const [found, bands] = await Promise.all([get("/v1/quality"), get("/v1/quality/calibration")]);
      const cells = Object.entries(found.by_hypothesis || {}).map(([id, one]) => [named(HYPOTHESES, id), alpha(one), interval(one), number(/** @type {any} */ (one).cases), number(/** @type {any} */ (one).answers)]);
      return h("div", { class: "stack" },
        h("div", { class: "screen-head" }, h("h1", null, t("Quality")), h("span", { class: "soft" }, t("of the team, never of a person; there is no speed quota"))),
        h("div", { class: "cards" },
          figure(t("Agreement of two readers"), alpha(found.agreement), `${t("Krippendorff's alpha")}, ${interval(found.agreement)}`, tn("{n} case answered twice", "{n} cases answered twice", found.agreement.cases), "queue?status=decided"),
          figure(t("Answers that a third seat went against"), percent(found.overturned), rate(found.overturned), "", "queue?waits=third"),
          figure(t("Policy decisions overturned"), percent(found.reversed), rate(found.reversed), "", "appeals"),
          figure(t("Not enough to decide"), percent(found.not_enough), rate(found.not_enough), "", "queue?status=not_enough"),
          figure(t("Open cases"), number(found.open), found.oldest_open ? t("oldest since {time}", { time: moment(found.oldest_open) }) : "", found.late ? tn("{n} is late", "{n} are late", found.late) : t("none is late"), "queue"),
          found.failed !== undefined && figure(t("Hand-overs that failed"), number(found.failed), t("each is red on the queue"), "", "ledger")),
        h("section", { class: "sheet" }, h("header", null, h("h2", null, t("Agreement by what is possible")), h("small", null, t("1 is full agreement, 0 what chance would give"))),
          cells.length ? table(t("Agreement by what is possible"), [t("possible what"), t("alpha"), t("95 % interval"), t("cases"), t("answers")], cells, { numbers: [1, 2, 3, 4] })
            : h("p", { class: "soft" }, t("Nothing was answered twice yet."))),
        h("section", { class: "sheet" }, h("header", null, h("h2", null, t("Calibration")), h("small", null, t("only labels that were drawn at random count"))),
          bands.length ? table(t("Calibration"), [t("decibans"), t("claimed by the sum"), t("found right"), t("95 % interval"), t("labels")], bands.map(band), { numbers: [1, 2, 3, 4] })
            : h("p", { class: "soft" }, t("No sampled label says anything yet: sums are weights of evidence, and no probability is shown."))));
    },
  };
}

/** @param {string} label @param {string} value @param {string} more @param {string} count @param {string} to */
const figure = (label, value, more, count, to) => h("section", { class: "sheet figure" }, h("h2", null, label), h("b", null, value), h("span", { class: "soft" }, more), count && h("span", { class: "soft" }, count), h("a", { href: `#/${to}` }, t("Show the rows")));
/** @param {any} one a band of sums, and what labels found of it */
const band = (one) => [
  one.low_db === null ? t("below {n}", { n: number(one.high_db) }) : one.high_db === null ? t("{n} and more", { n: number(one.low_db) }) : t("{low} to {high}", { low: number(one.low_db), high: number(one.high_db) }),
  number(one.claimed, { style: "percent", maximumFractionDigits: 0 }), percent(one.right),
  t("{low} to {high}", { low: number(one.right.low, { style: "percent" }), high: number(one.right.high, { style: "percent" }) }), number(one.right.of)];
/** @param {any} one */
const alpha = (one) => (one?.alpha === null || one?.alpha === undefined ? t("cannot be said") : number(one.alpha, { maximumFractionDigits: 2 }));
/** @param {any} one */
const interval = (one) => (one?.low === null || one?.low === undefined ? t("no interval") : t("{low} to {high}", { low: number(one.low, { maximumFractionDigits: 2 }), high: number(one.high, { maximumFractionDigits: 2 }) }));
/** @param {any} one */
const percent = (one) => (one?.of ? number(one.hits / one.of, { style: "percent", maximumFractionDigits: 0 }) : t("cannot be said"));
/** @param {any} one */
const rate = (one) => (one?.of ? t("{hits} of {of}, interval {low} to {high}", { hits: number(one.hits), of: number(one.of), low: number(one.low, { style: "percent" }), high: number(one.high, { style: "percent" }) }) : t("nothing was counted yet"));
