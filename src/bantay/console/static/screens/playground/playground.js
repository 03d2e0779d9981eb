// Screen 6. A draft of the policy: mistakes at their place, then whom it would have touched.

import { h, button, fill, table } from "../../lib/dom.js";
import { get, post } from "../../lib/api.js";
import { kept, keep } from "../../lib/kept.js";
import { number, t, tn } from "../../lib/i18n.js";
import { HYPOTHESES, STEPS, named } from "../../lib/words.js";
import { fault } from "../../shell/says.js";

/** @returns {import("../../shell/app.js").Screen} */
export default function playground() {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let later;
  return {
    async open(context) {
      const today = (await get("/v1/policy")).text;
      const draft = kept("draft", today);
      const under = h("div", { class: "under", "aria-hidden": "true" });
      const editor = /** @type {HTMLTextAreaElement} */ (h("textarea", { class: "editor", id: "draft", spellcheck: "false", wrap: "off", "aria-label": t("The draft, as TOML"), "aria-describedby": "mistakes", value: draft, oninput: typed, onscroll: () => { under.style.transform = `translate(${-editor.scrollLeft}px, ${-editor.scrollTop}px)`; } }));
      const mistakes = h("ol", { class: "mistakes", id: "mistakes" });
      const result = h("div", { class: "stack" }, h("p", { class: "empty" }, t("Run it over your own history: it says who would be touched, and who no longer.")));
      const ran = button(t("Run"), run, { kind: "primary", key: "Ctrl+Enter" });

      function typed() {
        keep("draft", editor.value);
        clearTimeout(later);
        later = setTimeout(check, 350);
      }

      async function check() {
        try {
          const found = await post("/v1/policy/check", { text: editor.value });
          squiggle(under, editor.value, found.mistakes);
          /** @type {HTMLButtonElement} */ (ran).disabled = found.mistakes.length > 0;
          fill(mistakes, found.mistakes.length ? found.mistakes.map((/** @type {any} */ one) => h("li", null,
            h("button", { type: "button", class: "link", onclick: () => jump(editor, one.line, one.column) }, `${one.line}:${one.column}`), " ", h("code", null, one.code), " ", h("span", { lang: "en" }, one.reason), one.nearest && h("b", null, " ", t("did you mean {what}?", { what: one.nearest }))))
            : h("li", { class: "fine" }, t("It can be read; {n} rules.", { n: number(found.rules) })));
        } catch (error) {
          fault(error);
        }
      }

      async function run() {
        fill(result, h("p", { class: "empty", role: "status" }, t("Replaying your history under both …")));
        try {
          const found = await post("/v1/policy/backtest", { text: editor.value });
          fill(result, shown(found));
        } catch (error) {
          fill(result);
          fault(error);
        }
      }
      context.keys([{ id: "playground.run", key: "Ctrl+Enter", fixed: true, label: t("Run"), run }]);
      setTimeout(check, 0);
      return h("div", { class: "stack" },
        h("div", { class: "screen-head" }, h("h1", null, t("Playground")), h("span", { class: "soft" }, t("thresholds, rules, exceptions; nothing here acts until a person puts the file in place")), h("span", { class: "grow" }),
          button(t("As it is now"), () => { editor.value = today; typed(); check(); }), ran),
        h("div", { class: "play-grid" },
          h("section", { class: "sheet" }, h("header", null, h("h2", null, t("Draft"))), h("div", { class: "editor-room" }, under, editor), h("div", { role: "status" }, mistakes)),
          h("section", { class: "sheet" }, h("header", null, h("h2", null, t("Difference on history"))), result)));
    },
    close: () => clearTimeout(later),
  };
}

/** @param {any} found */
function shown(found) {
  const rows = (/** @type {any[]} */ some) => some.map((one) => [`${one.subject.kind} ${one.subject.id}`, named(HYPOTHESES, one.hypothesis), named(STEPS, one.step), h("span", { lang: "en" }, one.rule)]);
  const heads = [t("who"), t("possible what"), t("step"), t("rule")];
  const list = (/** @type {string} */ label, /** @type {any[]} */ some, open = false) => h("details", { open: open && some.length > 0 }, h("summary", null, h("b", null, label), " ", number(some.length)), some.length > 0 && table(label, heads, rows(some.slice(0, 200))));
  return [
    h("div", { class: "row" }, h("span", { class: "chip accent" }, t("now fires {n}", { n: number(found.now_fires.length) })), h("span", { class: "chip" }, t("no longer {n}", { n: number(found.no_longer.length) })), h("span", { class: "chip" }, t("unchanged {n}", { n: number(found.unchanged.length) }))),
    list(t("Now fires"), found.now_fires, true), list(t("No longer fires"), found.no_longer, true), list(t("Unchanged"), found.unchanged),
    h("p", { class: "soft" }, t("{minutes} minutes of people's time more or less, at {each} each", { minutes: number(Math.round(found.minutes)), each: number(found.minutes_each) })),
    found.not_replayed.length > 0 && table(t("Could not be replayed"), [t("what"), t("times")], found.not_replayed.map((/** @type {any} */ one) => [h("span", { lang: "en" }, one[0]), number(one[1])]), { shown: true, numbers: [1] }),
    h("p", { class: "soft" }, tn("{n} entry of the journal was read", "{n} entries of the journal were read", found.entries || 0)),
  ];
}

/** Waves under what is wrong, at its line and column. @param {HTMLElement} under @param {string} text @param {any[]} mistakes */
function squiggle(under, text, mistakes) {
  const lines = text.split("\n");
  fill(under, lines.map((line, n) => {
    const here = mistakes.filter((one) => one.line === n + 1).sort((a, b) => a.column - b.column);
    if (!here.length) return h("div", null, line || " ");
    const at = Math.max(0, here[0].column - 1);
    const width = Math.max(1, here[0].width || (line.slice(at).match(/^[\w".-]+/)?.[0].length ?? 1));
    return h("div", null, line.slice(0, at), h("u", null, line.slice(at, at + width) || " "), line.slice(at + width));
  }));
}

/** @param {HTMLTextAreaElement} editor @param {number} line @param {number} column */
function jump(editor, line, column) {
  const at = editor.value.split("\n").slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
  editor.focus();
  editor.setSelectionRange(at, at);
  editor.scrollTop = Math.max(0, (line - 6) * 19);
}
