// Screen 3. Reports: the list, a new draft of a case, and one report whole. Nothing leaves
// without a named person; what is wrong is red at its field, and what arrived has a receipt.

import { h, fill } from "../../lib/dom.js";
import { get, post, part } from "../../lib/api.js";
import { field } from "../../lib/dialog.js";
import { N, moment, t, tn } from "../../lib/i18n.js";
import { fault, say } from "../../shell/says.js";
import { whole } from "./one.js";

/** @type {Record<string, [string, string]>} */
export const STATES = {
  draft: [N("draft"), ""], approved: [N("approved, not sent"), "accent"], sending: [N("on its way"), "warn"],
  sent: [N("accepted by the receiver"), "good"], dead: [N("dead letter: a person must look"), "bad"],
  retracted: [N("taken back"), ""], discarded: [N("put away"), ""],
};

/** @param {string} status */
export const state = (status) => h("span", { class: `chip ${STATES[status]?.[1] || ""}` }, t(STATES[status]?.[0] || status));

/** @returns {import("../../shell/app.js").Screen} */
export default function report() {
  return {
    async open(context) {
      const found = await get("/v1/reports", { case: context.query.get("case") });
      if (!found.configured) return none();
      return context.path[0] ? whole(context, found) : list(context, found);
    },
  };
}

const sealed = () => h("p", { class: "soft" }, t("sealed: only those who write reports see this; the person concerned is never told"));

function none() {
  return h("div", { class: "stack" }, h("div", { class: "screen-head" }, h("h1", null, t("Report"))), sealed(),
    h("p", { class: "empty sheet" }, t("No reports are written here yet. The server needs settings that name who writes them and where they go:"), " ", h("code", null, "bantay serve --reports reports.toml")));
}

/** @param {import("../../shell/app.js").Context} context @param {any} found */
function list(context, found) {
  const rows = h("ol", { class: "plain cards-list" });
  const items = found.reports;
  const dead = items.filter((/** @type {any} */ item) => item.status === "dead").length;
  let at = 0;
  const draw = () => fill(rows, items.map((/** @type {any} */ item, /** @type {number} */ n) => line(context, item, n === at)));
  const move = (/** @type {number} */ step) => {
    at = Math.max(0, Math.min(items.length - 1, at + step));
    draw();
    /** @type {HTMLElement | null} */ (rows.children[at])?.focus();
  };
  const form = fresh(context, found);
  context.keys([
    { id: "report.next", key: "j", also: ["ArrowDown"], label: t("Next"), run: () => move(1) },
    { id: "report.before", key: "k", also: ["ArrowUp"], label: t("Before"), run: () => move(-1) },
    { id: "report.open", key: "o", also: ["Enter"], label: t("Open"), run: () => items[at] && context.go(`report/${part(items[at].report)}`) },
    { id: "report.new", key: "n", label: t("Draft a report"), run: () => /** @type {HTMLElement} */ (form.querySelector("input")).focus() },
  ]);
  draw();
  return h("div", { class: "stack" },
    h("div", { class: "screen-head" }, h("h1", null, t("Report")), h("span", { class: "soft" }, tn("{n} report", "{n} reports", items.length)),
      dead > 0 && h("span", { class: "chip bad", role: "status" }, tn("{n} dead letter", "{n} dead letters", dead))),
    sealed(), form,
    items.length ? rows : h("p", { class: "empty sheet" }, t("No report is drafted. A draft begins in a case, with the step refer.")));
}

/** @param {import("../../shell/app.js").Context} context @param {any} item @param {boolean} here */
function line(context, item, here) {
  return h("li", { class: "sheet report-line", tabindex: here ? "0" : "-1" },
    h("a", { href: `#/report/${part(item.report)}`, class: "mono" }, item.report),
    h("span", null, item.destination, h("small", null, " ", item.format)), h("span", { class: "mono" }, item.case), state(item.status),
    item.problems > 0 && item.status === "draft" && h("span", { class: "chip bad" }, tn("{n} field is in the way", "{n} fields are in the way", item.problems)),
    item.external && h("span", null, t("its number there: {n}", { n: item.external })),
    h("span", { class: "soft" }, item.drafted_by, " · ", moment(item.drafted)),
    item.said && h("span", { class: item.status === "dead" ? "wrong" : "soft", lang: "en" }, item.said));
}

/** A new draft. @param {import("../../shell/app.js").Context} context @param {any} found */
function fresh(context, found) {
  const from = context.query.get("case") || "";
  const form = /** @type {HTMLFormElement} */ (h("form", { class: "sheet row report-new", "aria-label": t("Draft a report"), onsubmit: async (/** @type {Event} */ event) => {
    event.preventDefault();
    const said = Object.fromEntries(/** @type {any} */ (new FormData(form)).entries());
    try {
      const made = await post("/v1/reports", { case: said.case, to: said.to });
      context.go(`report/${part(made.report)}`);
      say(made.problems ? tn("{n} field is in the way", "{n} fields are in the way", made.problems) : t("Nothing stands in the way."));
    } catch (error) {
      fault(error);
    }
  } },
  field(t("case"), h("input", { name: "case", required: true, value: from, autocomplete: "off", class: "mono" })),
  field(t("where to"), h("select", { name: "to", required: true }, found.destinations.map((/** @type {any} */ goal) => h("option", { value: goal.name }, `${goal.name}: ${goal.title}`, goal.production ? ` (${t("production")})` : "")))),
  h("button", { class: "button primary", type: "submit" }, t("Draft a report"))));
  return form;
}
