// The card: the three columns of the Palermo Protocol and the ILO's indicators. What a finding
// shows is marked; a person may fill the rest, with a quote or a note.

import { h, button } from "../../lib/dom.js";
import { post, part } from "../../lib/api.js";
import { ask, field } from "../../lib/dialog.js";
import { N, t } from "../../lib/i18n.js";
import { fault } from "../../shell/says.js";

/** @type {Record<string, [string, string, string]>} */
const STANDING = {
  seen: ["●", N("seen"), "on"], filled: ["●", N("filled by a person"), "on"], ruled_out: ["○", N("ruled out by a person"), "out"],
  hinted: ["◐", N("hinted at"), "on"],
  not_known: ["·", N("not known"), ""], not_needed: ["–", N("not needed: the person may be under 18"), ""],
};
/** @type {Record<string, string>} */
const CARDS = { act: N("act"), means: N("means"), purpose: N("purpose"), ilo: N("ILO indicators") };

/** @param {import("./case.js").Desk} desk */
export function card(desk) {
  const marks = [...(desk.view.page.palermo || []), ...(desk.view.page.ilo || [])];
  return h("section", { class: "sheet card", "aria-labelledby": "card-h" },
    h("header", null, h("h2", { id: "card-h" }, t("Palermo and ILO card")), h("small", null, t("each mark needs a quote or a note"))),
    Object.entries(CARDS).map(([id, label]) => {
      const some = marks.filter((mark) => mark.card === id);
      const known = some.filter((mark) => mark.standing !== "not_known");
      return some.length > 0 && h("details", { open: known.length > 0 }, h("summary", null, h("b", null, t(label)), " ",
        h("span", { class: "dots", "aria-hidden": "true" }, some.map((mark) => STANDING[mark.standing]?.[0])), " ",
        h("span", { class: "soft" }, t("{n} of {all} known", { n: known.length, all: some.length }))),
      h("ul", null, known.map((mark) => line(desk, mark))),
      known.length < some.length && h("details", { class: "unknown" }, h("summary", null, t("not known: {n}", { n: some.length - known.length })),
        h("ul", null, some.filter((mark) => mark.standing === "not_known").map((mark) => line(desk, mark)))));
    }));
}

/** @param {import("./case.js").Desk} desk @param {any} mark */
function line(desk, mark) {
  const [sign, name, look] = STANDING[mark.standing] || ["·", mark.standing, ""];
  const ground = mark.grounds[0];
  return h("li", { class: `mark ${look}` },
    h("span", { "aria-hidden": "true", class: "sign" }, sign),
    h("span", null, h("span", { lang: "en" }, mark.name.replaceAll("_", " ")), h("small", null, " ", t(name),
      ground?.by ? `, ${ground.by}` : "", !mark.observable && mark.standing === "not_known" ? `, ${t("a platform's data cannot show it")}` : "")),
    ground?.finding ? button(t("Quote"), () => desk.select({ finding: ground.finding }), { kind: "small quiet" })
      : button(t("Fill"), () => fillIn(desk, mark), { kind: "small quiet" }));
}

/** @param {import("./case.js").Desk} desk @param {any} mark */
async function fillIn(desk, mark) {
  const given = await ask(`${t(CARDS[mark.card])}: ${mark.name.replaceAll("_", " ")}`, "", t("Keep"), [
    field(t("What do you know?"), h("select", { name: "holds" }, h("option", { value: "yes" }, t("it is so, possibly")), h("option", { value: "no" }, t("it is not so")), h("option", { value: "" }, t("not known (take my word back)")))),
    field(t("Because"), h("textarea", { name: "note" }))]);
  if (!given) return;
  const holds = given.holds === "yes" ? true : given.holds === "no" ? false : null;
  try {
    await post(`/v1/cases/${part(desk.id)}/mark`, { card: mark.card, name: mark.name, holds, note: given.note || null });
    await desk.again();
  } catch (error) {
    fault(error);
  }
}
