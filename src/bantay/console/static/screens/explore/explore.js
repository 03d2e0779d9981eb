// Screen 5. Look for an account, an alarm or a case, and read one alarm whole.

import { h, button, fill, table } from "../../lib/dom.js";
import { get, part } from "../../lib/api.js";
import { moment, t, tn } from "../../lib/i18n.js";
import { HYPOTHESES, named, planes } from "../../lib/words.js";
import { picture } from "../../lib/picture.js";
import { closed, graph } from "../../lib/graph.js";
import { fault } from "../../shell/says.js";

/** @returns {import("../../shell/app.js").Screen} */
export default function explore() {
  return {
    async open(context) {
      const list = h("div");
      const detail = h("section", { class: "sheet", "aria-label": t("One alarm") }, h("p", { class: "empty" }, t("Choose an alarm on the left.")));
      const ties = h("section", { class: "sheet", id: "ties", tabindex: "-1", hidden: true, "aria-label": t("What ties them together") });
      const mayTies = context.me.rights.includes("explore");
      let open = closed();
      const told = h("span", { class: "soft", role: "status" });
      const words = /** @type {HTMLInputElement} */ (h("input", { type: "search", name: "find", data: { first: "1" }, "aria-label": t("An account, an alarm or a case"), placeholder: t("An account, an alarm or a case"), value: sessionStorage.getItem("bantay.find") || "" }));
      const what = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": t("Any possible what"), onchange: () => look() }, h("option", { value: "" }, t("Any possible what")), Object.entries(HYPOTHESES).map(([id, name]) => h("option", { value: id }, t(name)))));
      const state = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": t("Any state"), onchange: () => look() }, h("option", { value: "" }, t("Any state")), [["open", t("open")], ["closed", t("closed")]].map(([id, name]) => h("option", { value: id }, name))));
      sessionStorage.removeItem("bantay.find");

      async function look() {
        const text = words.value.trim();
        if (/^c-\w/.test(text)) return context.go(`case/${part(text)}`);
        try {
          if (/^a-\w/.test(text)) return await show(text);
          const found = await get("/v1/alarms", { subject: text, hypothesis: what.value, status: state.value, limit: 500 });
          fill(told, tn("{n} alarm", "{n} alarms", found.alarms.length), found.more ? ` ${t("and more")}` : "");
          fill(list, table(t("Alarms"), [t("subject"), t("possible what"), t("planes"), t("decibans"), t("state")], found.alarms.map((/** @type {any} */ one) =>
            [h("button", { type: "button", class: "link mono", onclick: () => show(one.alarm) }, one.subject.id), named(HYPOTHESES, one.hypothesis), planes(one.planes), one.score_db.toFixed(1), one.status === "open" ? t("open") : t("closed")]), { numbers: [3] }));
        } catch (error) {
          fault(error);
        }
      }

      /** @param {string} id */
      async function show(id) {
        try {
          const one = await get(`/v1/alarms/${part(id)}`);
          const drawn = picture((await get(`/v1/alarms/${part(id)}/sum`)).svg);
          fill(detail, h("header", null, h("h2", null, named(HYPOTHESES, one.hypothesis)), h("span", { class: "mono soft" }, one.alarm)),
            h("p", null, `${one.subject.kind} `, h("b", { class: "mono" }, one.subject.id), " · ", one.status === "open" ? t("open") : t("closed"), " · ", moment(one.opened)),
            drawn && h("div", { class: "picture" }, drawn),
            Object.keys(one.roles).length > 0 && table(t("Parts"), [t("the alarms' words"), t("who")], Object.entries(one.roles).map(([role, ids]) => [role, /** @type {string[]} */ (ids).join(", ")]), { shown: true }),
            h("div", { class: "row" }, button(t("Cases about this account"), () => context.go(`queue?subject=${part(one.subject.id)}`))));
          detail.focus();
        } catch (error) {
          fault(error);
        }
      }
      /** The graph of all that is found, or around one account. */
      async function tie() {
        try {
          const width = Math.max(360, Math.min(1400, Math.round((ties.parentElement?.clientWidth || 900) / 20) * 20 - 40));
          const found = await get("/v1/graph", { subject: words.value.trim(), hypothesis: what.value, width, opened: open.opened.join(",") });
          const room = h("div", { class: "tab-room" });
          ties.hidden = false;
          fill(ties, h("header", null, h("h2", null, t("What ties them together")), h("small", null, words.value.trim() ? t("around {who}", { who: words.value.trim() }) : t("everybody in open alarms"))), room);
          graph(room, found, open, tie, ({ node }) => { words.value = node; look(); });
        } catch (error) {
          fault(error);
        }
      }
      const begin = async () => {
        open = closed();
        await tie();
        ties.focus();
      };
      context.keys([{ id: "explore.find", key: "/", label: t("Find"), run: () => words.focus() },
        ...(mayTies ? [{ id: "explore.graph", key: "g", label: t("Graph"), run: begin }] : [])]);
      requestAnimationFrame(() => (context.path[0] ? Promise.all([look(), show(context.path[0])]) : look()));
      return h("div", { class: "stack" },
        h("div", { class: "screen-head" }, h("h1", null, t("Explore")), told),
        h("form", { class: "row", role: "search", onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); look(); } }, words, what, state, h("button", { class: "button primary", type: "submit" }, t("Find")),
          mayTies && button(t("Graph"), begin, { key: "g" })),
        ties,
        h("div", { class: "explore-grid" }, h("section", { class: "sheet" }, list), detail));
    },
  };
}
