// Screen 4. Somebody says that a decision is wrong. A person who had no part in it looks
// again: the evidence first, what was decided only when they ask for it.

import { h, button, fill } from "../../lib/dom.js";
import { get, post, part } from "../../lib/api.js";
import { field, panel } from "../../lib/dialog.js";
import { LANGUAGES, moment, t, tn } from "../../lib/i18n.js";
import { HYPOTHESES, STEPS, clock, named } from "../../lib/words.js";
import { fault, say } from "../../shell/says.js";

/** @returns {import("../../shell/app.js").Screen} */
export default function appeals() {
  return {
    async open(context) {
      const found = await get("/v1/decisions", { limit: 1000 });
      const waiting = found.decisions.filter((/** @type {any} */ one) => one.appeal && !one.overturned_by && !one.confirmed_by);
      const asked = found.decisions.filter((/** @type {any} */ one) => one.status === "waiting" && !one.appeal);
      let at = 0;
      const list = h("ol", { class: "plain cards-list" });
      const draw = () => fill(list, [...waiting, ...asked].map((one, n) => item(one, context, n === at)));
      const move = (/** @type {number} */ step) => {
        at = Math.max(0, Math.min(waiting.length + asked.length - 1, at + step));
        draw();
        /** @type {HTMLElement | null} */ (list.children[at])?.focus();
      };
      context.keys([
        { id: "appeals.next", key: "j", also: ["ArrowDown"], label: t("Next"), run: () => move(1) },
        { id: "appeals.before", key: "k", also: ["ArrowUp"], label: t("Before"), run: () => move(-1) },
      ]);
      draw();
      return h("div", { class: "stack" },
        h("div", { class: "screen-head" }, h("h1", null, t("Appeals")), h("span", { class: "soft" }, tn("{n} appeal", "{n} appeals", waiting.length), " · ", tn("{n} step waits for people", "{n} steps wait for people", asked.length))),
        h("p", { class: "soft" }, t("Whoever decided first cannot decide the appeal. Look at the evidence before you look at the old decision.")),
        waiting.length + asked.length ? list : h("p", { class: "empty sheet" }, t("Nobody has appealed, and no step waits for people.")));
    },
  };
}

/** @param {any} one @param {import("../../shell/app.js").Context} context @param {boolean} here */
function item(one, context, here) {
  const old = h("div");
  const time = one.appeal_until ? clock([{ name: "second_look", since: one.time, due: one.appeal_until }], one.time) : null;
  const reveal = () => fill(old, h("p", null, h("b", null, named(STEPS, one.step)), `: ${one.actions.join(", ")}`), h("ul", { lang: "en" }, one.reasons.map((/** @type {string} */ reason) => h("li", null, reason))), h("p", { class: "soft" }, one.rule, " · ", one.automatic ? t("automatic") : t("by people"), one.approved_by.length ? ` · ${one.approved_by.join(", ")}` : ""));
  /** @param {string} act @param {string} done */
  const act = async (act, done) => {
    try {
      await post(`/v1/decisions/${part(one.decision)}/acts`, { act });
      say(done);
      context.go("appeals");
    } catch (error) {
      fault(error);
    }
  };
  return h("li", { class: "sheet stack", tabindex: here ? "0" : "-1" },
    h("header", null, h("h2", null, named(HYPOTHESES, one.hypothesis), " ", h("span", { class: "mono soft" }, one.decision.slice(0, 14))),
      h("span", { class: "row" }, one.appeal ? h("span", { class: "chip accent" }, t("appeal")) : h("span", { class: "chip" }, t("waits for people")), time && h("span", { class: `chip ${time.late ? "bad" : ""}` }, time.told), h("span", { class: "soft" }, moment(one.time)))),
    h("p", null, `${one.subject.kind} `, h("span", { class: "mono" }, one.subject.id), one.shielded && h("span", { class: "chip good" }, t("shielded: possibly a victim"))),
    h("div", { class: "row" }, h("a", { class: "button", href: `#/explore/${part(one.alarm)}` }, t("Look at the evidence")), button(t("Show the old decision"), reveal),
      button(t("Text to the person"), () => told(one)),
      one.appeal ? [button(t("The person is right: overturn"), () => act("overturn", t("Overturned; the step is taken back."))), button(t("It stands"), () => act("confirm", t("It stands; the person is told.")))]
        : [button(t("Approve"), () => act("approve", t("Approved."))), button(t("Refuse"), () => act("refuse", t("Refused.")))]),
    old);
}

/** @param {any} one */
async function told(one) {
  const room = h("div", { class: "notice" });
  const languages = /** @type {HTMLSelectElement} */ (h("select", { onchange: draw }, [["en", LANGUAGES.en], ["fil", LANGUAGES.fil], ["zh", "中文"]].map(([tag, name]) => h("option", { value: tag, lang: tag }, name))));
  async function draw() {
    try {
      const found = await get(`/v1/decisions/${part(one.decision)}/statement`, { lang: languages.value });
      fill(room, h("p", { lang: found.lang }, found.text));
    } catch (error) {
      fault(error);
    }
  }
  panel(t("What the person will read"), [field(t("Language of the person"), languages), room]);
  await draw();
}
