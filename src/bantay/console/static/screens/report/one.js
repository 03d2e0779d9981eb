// One report: what stands in the way, at its field and with where the missing value would come
// from; what is known besides; the document as it would leave; who said yes; what came back.

import { h, button, table } from "../../lib/dom.js";
import { get, post, part } from "../../lib/api.js";
import { ask, field } from "../../lib/dialog.js";
import { moment, t, tn } from "../../lib/i18n.js";
import { shown } from "../../shell/keys.js";
import { fault, say } from "../../shell/says.js";
import { state } from "./report.js";

/**
 * @typedef {object} Sheet
 * @property {any} report
 * @property {any} document
 * @property {any[]} steps
 * @property {any[]} receipts
 */

/** @param {import("../../shell/app.js").Context} context @param {any} list @returns {Promise<HTMLElement>} */
export async function whole(context, list) {
  const id = context.path[0];
  /** @type {Sheet} */
  const found = await get(`/v1/reports/${part(id)}`);
  const { report } = found;
  context.titled(`${t("Report")} ${report.report}`);
  const more = /** @type {HTMLTextAreaElement} */ (h("textarea", { name: "more", rows: 10, spellcheck: "false", class: "mono", value: found.document.added }));
  const acts = deeds(context, list, found, more);
  context.keys([
    { id: "report.back", key: "b", label: t("Back to the reports"), run: () => context.go("report") },
    { id: "report.add", key: "e", label: t("What is known besides"), run: () => more.focus() },
    ...acts.map((act) => ({ id: act.id, key: act.key, fixed: act.key.startsWith("Ctrl"), label: act.label, run: act.run })),
  ]);
  return h("div", { class: "screen-report stack" },
    h("header", { class: "screen-head" }, h("h1", null, h("span", { class: "mono" }, report.report), " ", report.destination), state(report.status),
      report.production && h("span", { class: "chip warn" }, t("production")),
      h("a", { class: "chip mono", href: `#/case/${part(report.case)}` }, report.case), h("span", { class: "grow" }),
      acts.map((act) => button(act.label, act.run, { kind: act.primary ? "primary" : act.quiet ? "quiet" : "", key: shown(act.id) || act.key })),
      button(t("All reports"), () => context.go("report"), { key: shown("report.back"), kind: "quiet" })),
    report.said && h("p", { class: report.status === "dead" ? "wrong" : "soft", role: "status", lang: "en" }, report.said),
    h("div", { class: "report-grid" },
      h("div", { class: "stack" }, problems(found), besides(context, found, more), fields(found)),
      h("div", { class: "stack" }, life(found), paper(found))));
}

/** What can be done now, each a button and a key. @param {import("../../shell/app.js").Context} context @param {any} list @param {Sheet} found @param {HTMLTextAreaElement} more */
function deeds(context, list, found, more) {
  const { report } = found;
  const again = () => context.go(`report/${part(report.report)}`);
  /** @param {string} path @param {any} body @param {string} done */
  const act = async (path, body, done) => {
    try {
      const after = await post(`/v1/reports/${part(report.report)}/${path}`, body);
      again();
      say(after.said ? `${done} ${after.said}` : done);
    } catch (error) {
      fault(error);
    }
  };
  const approve = async () => {
    const given = await ask(t("Approve"), t("Your name stands under exactly this document; another one is not sent. Nothing leaves yet."), t("I approve it"), [
      h("p", null, t("digest"), " ", h("code", null, report.digest.slice(0, 16))),
      field(t("Your name, as you sign in"), h("input", { name: "name", required: true, autocomplete: "off" }))]);
    if (!given) return;
    if (given.name.trim().toLowerCase() !== context.me.who.toLowerCase()) return fault(new Error(t("That is not the name you signed in with.")));
    await act("approval", { digest: report.digest }, t("Approved; it has not been sent."));
  };
  const send = async () => {
    const goal = list.destinations.find((/** @type {any} */ one) => one.name === report.destination);
    const given = await ask(t("Send"), report.status === "dead" ? t("A dead letter goes out once more because you say so. Ask the receiver first whether it arrived.") : t("What you see leaves for {who}.", { who: report.destination }), t("Send"),
      goal?.production ? [field(t("It is production: type the destination's name"), h("input", { name: "production", required: true, autocomplete: "off" }))] : []);
    if (given) await act("sending", { production: given.production || null, again: report.status === "dead" }, t("Tried."));
  };
  const note = async () => {
    const given = await ask(t("Note the reference"), t("A file was written. Hand it over, then note the number under which the receiver has it."), t("Keep"), [field(t("reference"), h("input", { name: "reference", required: true, autocomplete: "off" }))]);
    if (given) await act("reference", { reference: given.reference }, t("Kept: the receiver has it."));
  };
  const back = async () => {
    const given = await ask(t("Take back"), t("What is filed already can only be corrected by a report that follows it."), t("Take back"), [field(t("Because"), h("textarea", { name: "why", required: true }))]);
    if (given) await act("retraction", { why: given.why }, t("Taken back."));
  };
  const anew = async () => {
    try {
      const made = await post("/v1/reports", { case: report.case, to: report.destination, more: more.value, follows: report.follows });
      context.go(`report/${part(made.report)}`);
      say(made.problems ? tn("{n} field is in the way", "{n} fields are in the way", made.problems) : t("Nothing stands in the way."));
    } catch (error) {
      fault(error);
    }
  };
  const waits = found.steps.some((step) => step.name === "handed over" && step.status !== "done");
  const can = list.approver;
  return [
    ["draft", "approved"].includes(report.status) && { id: "report.anew", key: "Ctrl+Enter", label: t("Draft anew"), run: anew },
    can && report.status === "draft" && report.problems === 0 && { id: "report.approve", key: "Ctrl+Y", label: t("Approve …"), run: approve, primary: true },
    can && ["approved", "sending", "dead"].includes(report.status) && !waits && { id: "report.send", key: "Ctrl+Y", label: t("Send …"), run: send, primary: true },
    can && waits && { id: "report.note", key: "r", label: t("Note the reference"), run: note, primary: true },
    can && ["approved", "sending", "dead"].includes(report.status) && { id: "report.retract", key: "x", label: t("Take back"), run: back, quiet: true },
    report.status === "draft" && { id: "report.discard", key: "x", label: t("Put away"), run: () => act("discard", {}, t("Put away.")), quiet: true },
  ].filter((one) => !!one);
}

/** @param {Sheet} found */
function problems(found) {
  const wrong = found.document.problems.filter((/** @type {any} */ one) => one.final);
  const told = found.document.problems.filter((/** @type {any} */ one) => !one.final);
  const item = (/** @type {any} */ one) => h("li", { class: one.final ? "in-the-way" : null },
    h("code", null, one.path || "document"), " ", h("span", { lang: "en" }, one.reason), one.source && h("small", { lang: "en" }, t("it would come from:"), " ", one.source));
  return h("section", { class: "sheet", "aria-labelledby": "wrong-h" },
    h("header", null, h("h2", { id: "wrong-h" }, wrong.length ? tn("{n} field is in the way", "{n} fields are in the way", wrong.length) : t("Nothing stands in the way."))),
    wrong.length > 0 && h("div", { role: "alert" }, h("ul", { class: "plain problems" }, wrong.map(item))),
    told.length > 0 && h("details", null, h("summary", null, t("To know: {n}", { n: told.length })), h("ul", { class: "plain problems" }, told.map(item))));
}

const EXAMPLE = 'summary = "What happened, in your own words"\n\n[[parties]]\naccount = "u-1"\nrole = "reported"\nperson = { first = "Given name", last = "Family name" }';

/** @param {import("../../shell/app.js").Context} context @param {Sheet} found @param {HTMLTextAreaElement} more */
function besides(context, found, more) {
  more.setAttribute("aria-describedby", "more-hint");
  const open = ["draft", "approved"].includes(found.report.status);
  more.disabled = !open;
  return h("section", { class: "sheet stack", "aria-labelledby": "more-h" },
    h("header", null, h("h2", { id: "more-h" }, t("What is known besides"))),
    field(t("Names, papers, a summary (TOML)"), more),
    h("small", { id: "more-hint" }, t("The events know accounts and no people. What you add here is in the document when you draft anew.")),
    h("details", null, h("summary", null, t("An example")), h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("An example") }, h("pre", { lang: "en" }, EXAMPLE))));
}

/** @param {Sheet} found */
function fields(found) {
  const rows = found.document.fields;
  return h("details", { class: "sheet" }, h("summary", null, h("b", null, t("Where every field comes from")), " ", h("span", { class: "soft" }, tn("{n} row", "{n} rows", rows.length))),
    table(t("Where every field comes from"), [t("field"), t("comes from")], rows.slice(0, 500).map((/** @type {string[]} */ row) => [h("code", null, row[0]), h("span", { lang: "en" }, row[1])])));
}

/** @param {Sheet} found */
function life(found) {
  const { report } = found;
  const lines = [
    [t("drafted"), `${report.drafted_by}, ${moment(report.drafted)}`],
    report.approved_by && [t("approved"), `${report.approved_by}, ${moment(report.approved)}`],
    report.sent && [t("accepted"), moment(report.sent)],
    report.external && [t("its number there"), report.external],
    report.follows && [t("follows"), report.follows],
    report.keep_until && [t("evidence is kept until"), moment(report.keep_until)],
    [t("digest"), h("code", null, report.digest.slice(0, 16))],
  ].filter((one) => !!one);
  return h("section", { class: "sheet stack", "aria-labelledby": "life-h" },
    h("header", null, h("h2", { id: "life-h" }, t("Who said yes, and what came back"))),
    h("dl", { class: "report-facts" }, lines.map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value)))),
    found.steps.length > 0 && table(t("Steps of sending"), [t("step"), t("state"), t("tries"), t("answer")], found.steps.map((step) =>
      [h("span", { lang: "en" }, step.name), h("span", { class: step.status === "dead" ? "wrong" : null, lang: "en" }, step.status, step.unsure ? ` (${t("nobody knows whether it arrived")})` : ""), String(step.attempts), h("span", { lang: "en" }, step.said || step.value || "")]), { shown: true, numbers: [2] }),
    found.receipts.length > 0 && table(t("Receipts"), [t("step"), t("code"), t("time"), t("answer")], found.receipts.map((one) =>
      [h("span", { lang: "en" }, one.step), h("code", null, one.code), moment(one.time), h("span", { class: "mono", dir: "auto" }, one.text.slice(0, 300))]), { shown: true }));
}

/** @param {Sheet} found */
function paper(found) {
  const { document: made, report } = found;
  return h("section", { class: "sheet stack", "aria-labelledby": "paper-h" },
    h("header", null, h("h2", { id: "paper-h" }, t("The document as it would leave")), h("small", null, h("code", null, made.name))),
    made.attachments.length > 0 && table(t("Goes along"), [t("name"), t("kind"), t("why")], made.attachments.map((/** @type {any} */ one) => [one.name, one.mime, h("span", { lang: "en" }, one.why)]), { shown: true }),
    h("div", { class: "scroll paper", tabindex: "0", role: "region", "aria-label": made.name }, h("pre", { dir: "auto" }, made.text.slice(0, 200_000))),
    h("div", { class: "row" }, h("a", { class: "button", href: `/v1/reports/${part(report.report)}/document`, download: made.name }, t("Save the document"))));
}
