// Screen 3. Drafts of reports. Nothing leaves without a named person; what is wrong is red at
// its field, and what arrived has a receipt.

import { h, table } from "../../lib/dom.js";
import { get } from "../../lib/api.js";
import { moment, t } from "../../lib/i18n.js";
import { bind } from "../../shell/keys.js";

/** @returns {import("../../shell/app.js").Screen} */
export default function report() {
  return {
    async open() {
      bind("screen", []);
      const found = await get("/v1/reports").catch(() => null);
      const rows = found?.reports || [];
      return h("div", { class: "stack" },
        h("div", { class: "screen-head" }, h("h1", null, t("Report"))),
        h("section", { class: "sheet" }, h("header", null, h("h2", null, t("Drafts")), h("small", null, t("sealed: only those who write reports see this; the person concerned is never told"))),
          rows.length ? table(t("Drafts"), [t("report"), t("kind"), t("case"), t("state"), t("time")], rows.map((/** @type {any} */ one) => [one.report, one.kind || one.format || "–", one.case || "–", one.status || "–", moment(one.time || one.made || "")]))
            : h("p", { class: "empty" }, found ? t("No report is drafted. A draft begins in a case, with the step refer.") : t("Reports are not served here. A draft begins in a case, with the step refer, and is written by the command line: bantay report."))));
    },
  };
}
