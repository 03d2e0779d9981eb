// What a person holds possible, which step follows, and why. A preview shows what the person
// concerned will read. No single key gives an answer, and none holds or refers.

import { h, button, fill } from "../../lib/dom.js";
import { get, post, put, part } from "../../lib/api.js";
import { field, panel } from "../../lib/dialog.js";
import { LANGUAGES, N, spoken, t, tn } from "../../lib/i18n.js";
import { OUTCOMES, STEPS } from "../../lib/words.js";
import { fault, say } from "../../shell/says.js";
import { answered, takeBack } from "./case.js";

/** @type {Record<string, string>} */
const STEP_SAYS = {
  watch: N("nothing happens outside"), nudge: N("a word of advice or a warning"), friction: N("contact is made harder, or waits"),
  hold: N("something is held; two people where the policy says"), refer: N("a report is drafted; a named person approves it"),
};

/** @param {import("./case.js").Desk} desk */
export function decide(desk) {
  const page = desk.view.page;
  const me = desk.context.me.who;
  const mine = page.lease?.by === me;
  const look = page.asked?.look || "none";
  const section = (/** @type {any[]} */ ...inside) => h("section", { class: "sheet decide", "aria-labelledby": "decide-h" },
    h("header", null, h("h2", { id: "decide-h" }, look === "first" || look === "none" ? t("Decide") : t("Decide, blind")), h("small", null, page.asked?.because || "")), inside);
  const none = { focus: () => say(t("Take the case in hand first.")), submit: () => {} };
  if (look === "none") return { node: section(given(desk)), ...none };
  if (!mine && look === "first") {
    return { node: section(h("p", { class: "soft" }, page.lease ? t("{who} has it in hand. You can read everything, and write notes.", { who: page.lease.by }) : t("Take the case in hand to decide on it; nobody else is given it meanwhile.")), given(desk)), ...none };
  }

  const kept = draft(page.draft);
  const outcomes = choice("outcome", OUTCOMES, kept.outcome || "", t("What I hold possible"));
  const steps = choice("step", STEPS, kept.step || "", t("Which step"), STEP_SAYS);
  const reason = /** @type {HTMLTextAreaElement} */ (h("textarea", { name: "reason", id: "reason", required: true, maxlength: 2000, value: kept.reason || "" }));
  const count = h("span", { class: "soft", role: "status" });
  const wrong = h("p", { class: "wrong", role: "alert" });
  const form = /** @type {HTMLFormElement} */ (h("form", { class: "stack", onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); submit(); } },
    outcomes, steps,
    field(t("Reasons, in your own words"), reason, t("The person concerned may read them, in another language.")),
    h("p", null, count, " ", button(t("Choose the heaviest"), heaviest, { kind: "small" })),
    wrong,
    h("div", { class: "row" }, h("button", { type: "submit", class: "button primary" }, t("Give the answer"), h("kbd", { "aria-hidden": "true" }, "Ctrl+Enter")),
      button(t("Preview of the notice"), preview), button(t("Keep draft"), keepDraft, { kind: "quiet" })),
    look === "first" && h("small", null, t("Some answers get a second look, blind; refer always does."))));
  const counted = () => fill(count, tn("{n} ground chosen", "{n} grounds chosen", desk.quotes.size));
  document.addEventListener("bantay:quotes", counted);
  counted();
  form.addEventListener("change", () => {
    steps.hidden = value("outcome") === "not_enough";
  });
  steps.hidden = kept.outcome === "not_enough";

  /** @param {string} name */
  function value(name) {
    return String(new FormData(form).get(name) || "");
  }

  function heaviest() {
    /** @type {HTMLInputElement | null} */
    const box = document.querySelector(".quote input[type=checkbox]:not(:checked)");
    box?.click();
  }

  function answer() {
    const quotes = desk.view.quotes.filter((/** @type {any} */ quote) => desk.quotes.has(quote.finding)).flatMap((/** @type {any} */ quote) => quote.spans);
    const outcome = value("outcome");
    return { outcome, step: outcome === "not_enough" ? null : value("step") || null, reason: reason.value.trim(), quotes, shown: page.shown };
  }

  async function submit() {
    const body = answer();
    const lacks = [!body.outcome && t("say what you hold possible"), body.outcome !== "not_enough" && !body.step && t("choose a step"),
      !body.reason && t("give your reasons"), body.outcome !== "not_enough" && !body.quotes.length && t("choose at least one ground")].filter(Boolean);
    fill(wrong, lacks.length ? `${t("Still missing:")} ${lacks.join(", ")}.` : "");
    if (lacks.length) return;
    try {
      const ruled = await post(`/v1/cases/${part(desk.id)}/${look === "first" ? "decide" : "second-look"}`, body);
      answered(desk, ruled);
    } catch (error) {
      fill(wrong, error instanceof Error ? error.message : String(error));
    }
  }

  async function keepDraft() {
    try {
      await put(`/v1/cases/${part(desk.id)}/draft`, { body: JSON.stringify({ ...answer(), quotes: [...desk.quotes] }) });
      say(t("Kept for you; nobody else sees it."));
    } catch (error) {
      fault(error);
    }
  }

  async function preview() {
    const body = answer();
    const room = h("div", { class: "notice" });
    const languages = /** @type {HTMLSelectElement} */ (h("select", { onchange: draw },
      Object.entries(LANGUAGES).map(([tag, name]) => h("option", { value: tag, selected: tag === (spoken() in LANGUAGES ? spoken() : "en"), lang: tag }, name))));
    async function draw() {
      try {
        const found = await get(`/v1/cases/${part(desk.id)}/notice`, { step: body.step || "watch", language: languages.value });
        fill(room, found.text ? h("p", { lang: found.language }, found.text) : h("p", { class: "soft" }, t("Nothing is sent to the person for this step.")),
          found.language !== languages.value && found.text && h("p", { class: "soft" }, t("There is no text in that language yet: the person would read this one.")));
      } catch (error) {
        fault(error);
      }
    }
    panel(t("What the person will read"), [field(t("Language of the person"), languages), room]);
    await draw();
  }

  return { node: section(form, given(desk)), focus: () => /** @type {HTMLElement} */ (form.querySelector("input")).focus(), submit };
}

/** @param {string | null} text */
function draft(text) {
  try {
    return text ? JSON.parse(text) : {};
  } catch {
    return {};
  }
}

/** @param {string} name @param {Record<string, string>} list @param {string} now @param {string} label @param {Record<string, string>} [says] */
function choice(name, list, now, label, says) {
  return h("fieldset", { class: "choice" }, h("legend", null, label), Object.entries(list).map(([id, text]) =>
    h("label", null, h("input", { type: "radio", name, value: id, checked: id === now }), h("span", null, t(text), says && h("small", null, " ", t(says[id]))))));
}

/** Answers that were given, as far as this person may see them. @param {import("./case.js").Desk} desk */
function given(desk) {
  const rulings = desk.view.page.rulings || [];
  if (!rulings.length) return null;
  const last = rulings[rulings.length - 1];
  return h("div", { class: "stack given" }, h("h3", null, t("Answers given")), rulings.map((/** @type {any} */ one) => h("div", null,
    h("b", null, t(OUTCOMES[one.answer.outcome] || one.answer.outcome)), one.answer.step ? ` · ${t(STEPS[one.answer.step])}` : "", h("span", { class: "soft" }, ` · ${one.by}`), h("p", { dir: "auto" }, one.answer.reason))),
  last.by === desk.context.me.who && button(t("Take my answer back"), () => takeBack(desk), { key: "z" }));
}
