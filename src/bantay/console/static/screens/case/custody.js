// Custody: the evidence as one signed zip, the legal hold, opening a decided case again, and
// the way to a report. What somebody's role may not do is not offered.

import { h, button } from "../../lib/dom.js";
import { post, part, remove, save } from "../../lib/api.js";
import { ask, field } from "../../lib/dialog.js";
import { t } from "../../lib/i18n.js";
import { fault, say } from "../../shell/says.js";

const BUNDLE = ["analyst", "financial_analyst", "lead"];
const HOLD = ["lead", "auditor"];
const REVERSE = ["analyst", "financial_analyst", "lead"];

/** @param {import("./case.js").Desk} desk */
export function custody(desk) {
  const { page } = desk.view;
  const { me } = desk.context;
  const answered = (page.rulings || []).some((/** @type {any} */ one) => one.by === me.who);
  const acts = [
    BUNDLE.includes(me.role) && button(t("Evidence as one file …"), () => bundle(desk)),
    HOLD.includes(me.role) && button(page.on_hold ? t("Lift the legal hold …") : t("Legal hold …"), () => hold(desk)),
    REVERSE.includes(me.role) && page.status === "decided" && !answered && button(t("Open again …"), () => reverse(desk)),
    me.rights.includes("reports.draft") && h("a", { class: "button", href: `#/report?case=${encodeURIComponent(desk.id)}` }, t("Reports of this case")),
  ].filter((one) => !!one);
  if (!acts.length) return null;
  return h("section", { class: "sheet stack", id: "custody", "aria-labelledby": "custody-h" },
    h("header", null, h("h2", { id: "custody-h" }, t("Custody")), h("small", null, t("every one of these is in the ledger, with your name"))),
    h("div", { class: "row" }, acts));
}

/** @param {import("./case.js").Desk} desk */
async function bundle(desk) {
  const given = await ask(t("Evidence as one file"), t("A signed zip with everything the case rests on. It opens anywhere and proves itself."), t("Save"), [
    field(t("How much"), h("select", { name: "profile" }, h("option", { value: "masked" }, t("masked: contacts and names are left out")), h("option", { value: "full" }, t("full: as it was written")))),
    field(t("Because"), h("input", { name: "purpose", required: true, minlength: 3, maxlength: 200, autocomplete: "off" }))]);
  if (!given) return;
  try {
    await save(`/v1/cases/${part(desk.id)}/bundle`, { profile: given.profile, purpose: given.purpose }, `${desk.id}.zip`);
    say(t("Saved. Anybody can check it with: {command}", { command: `bantay cases verify ${desk.id}.zip` }));
  } catch (error) {
    fault(error);
  }
}

/** @param {import("./case.js").Desk} desk */
async function hold(desk) {
  const held = desk.view.page.on_hold;
  const given = await ask(held ? t("Lift the legal hold") : t("Legal hold"), held ? t("From now on the texts of this case end as everybody's do.") : t("The texts of this case outlive retention and erasure until the hold is lifted."), t("Keep"), [
    field(t("By whose order, and why"), h("textarea", { name: "reason", required: true, minlength: 3, maxlength: 200 }))]);
  if (!given) return;
  try {
    if (held) await remove(`/v1/cases/${part(desk.id)}/hold?reason=${encodeURIComponent(given.reason)}`);
    else await post(`/v1/cases/${part(desk.id)}/hold`, { reason: given.reason });
    await desk.again();
    say(held ? t("The legal hold is lifted.") : t("The case is under a legal hold."));
  } catch (error) {
    fault(error);
  }
}

/** @param {import("./case.js").Desk} desk */
async function reverse(desk) {
  const given = await ask(t("Open again"), t("You did not answer this case, so you may open what was decided. Both stand in the ledger."), t("Open again"), [
    field(t("Because"), h("textarea", { name: "reason", required: true }))]);
  if (!given) return;
  try {
    await post(`/v1/cases/${part(desk.id)}/reverse`, { reason: given.reason });
    await desk.again();
    say(t("The case is open again."));
  } catch (error) {
    fault(error);
  }
}
