// Notes and what happened to the case, in plain words.

import { h } from "../../lib/dom.js";
import { post, part } from "../../lib/api.js";
import { N, moment, t } from "../../lib/i18n.js";
import { fault } from "../../shell/says.js";

/** @type {Record<string, string>} */
const ACTS = {
  "alarm.taken": N("an alarm was added"), "alarm.left": N("an alarm was moved to another case"), "cases.merged": N("joined to another case"),
  "note.added": N("wrote a note"), "mark.filled": N("filled the card"), "role.given": N("said what part somebody has"),
  "lease.taken": N("took it in hand"), "lease.ended": N("put it back"), "handed.over": N("handed it over"), ruled: N("gave an answer"),
  "ruling.undone": N("took an answer back"), "ruling.reversed": N("opened it again"), "labels.told": N("the engine was told"),
  "hold.placed": N("placed a legal hold"), "hold.lifted": N("lifted the legal hold"),
};

/** @param {import("./case.js").Desk} desk */
export function notes(desk) {
  const page = desk.view.page;
  const text = /** @type {HTMLTextAreaElement} */ (h("textarea", { id: "note", name: "note", rows: 2, maxlength: 4000, "aria-label": t("A note; @name or @role tells somebody"), placeholder: t("A note; @name or @role tells somebody") }));
  const sealed = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", name: "sealed" }));
  const maySeal = desk.context.me.rights.includes("reports.draft");
  async function write(/** @type {Event} */ event) {
    event.preventDefault();
    if (!text.value.trim()) return;
    try {
      await post(`/v1/cases/${part(desk.id)}/notes`, { text: text.value, sealed: sealed.checked });
      await desk.again();
    } catch (error) {
      fault(error);
    }
  }
  const history = [...(page.history || [])].reverse();
  return h("section", { class: "sheet notes", "aria-labelledby": "notes-h" },
    h("header", null, h("h2", { id: "notes-h" }, t("Notes and history")), h("span", { class: "soft" }, t("looked at {n} times", { n: page.looks || 0 }))),
    h("ul", { class: "plain" }, page.notes.map((/** @type {any} */ one) => h("li", null, h("b", null, one.by), " ", h("span", { class: "soft" }, moment(one.time)), h("p", { dir: "auto", class: "note-text" }, one.text)))),
    (page.sealed || []).length > 0 && h("div", { class: "sealed" }, h("b", null, t("Sealed: for those who write reports")), page.sealed.map((/** @type {any} */ one) => h("p", { dir: "auto" }, one.by, ": ", one.text))),
    h("form", { class: "row", onsubmit: write }, text,
      maySeal && h("label", { class: "row" }, sealed, h("span", null, t("Sealed: for those who write reports"))),
      h("button", { class: "button", type: "submit" }, t("Write"))),
    h("details", null, h("summary", null, t("History"), " ", h("span", { class: "soft" }, history.length)),
      h("ol", { class: "plain history" }, history.slice(0, 100).map((one) => h("li", null, h("span", { class: "soft number" }, moment(one.time)), " ", h("b", null, one.by), " ", t(ACTS[one.type] || one.type), one.note && one.type === "handed.over" ? `: ${one.note}` : "")))));
}
