// Screen 2. One case: why, in which words, when, with whom, over which money; then what a
// person holds possible. One selection, every pane follows it.

import { h, button, fill } from "../../lib/dom.js";
import { get, post, part } from "../../lib/api.js";
import { moment, t } from "../../lib/i18n.js";
import { HYPOTHESES, STATUS, STEPS, clock, clockName, named } from "../../lib/words.js";
import { shown } from "../../shell/keys.js";
import { fault, say, undoable } from "../../shell/says.js";
import { looking } from "../../shell/budget.js";
import { why } from "./why.js";
import { evidence } from "./evidence.js";
import { tabs } from "./tabs.js";
import { card } from "./card.js";
import { decide } from "./decide.js";
import { notes } from "./notes.js";
import { custody } from "./custody.js";

/**
 * What the panes of a case share.
 * @typedef {object} Desk
 * @property {string} id
 * @property {any} view               what the server showed
 * @property {import("../../shell/app.js").Context} context
 * @property {Set<string>} quotes     findings chosen as grounds
 * @property {(what: {finding?: string, event?: string, since?: string, until?: string}) => void} select
 * @property {(run: (what: any) => void) => void} onselect
 * @property {() => Promise<void>} again   read the case anew
 */

/** @returns {import("../../shell/app.js").Screen} */
export default function screen() {
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;

  /** @param {import("../../shell/app.js").Context} context */
  async function open(context) {
    const id = context.path[0] || sessionStorage.getItem("bantay.case") || "";
    if (!id) return none();
    sessionStorage.setItem("bantay.case", id);
    const node = h("div", { class: "screen-case" });
    await draw(node, id, context);
    return node;
  }

  /** @param {HTMLElement} node @param {string} id @param {import("../../shell/app.js").Context} context */
  async function draw(node, id, context) {
    const view = await get(`/v1/cases/${part(id)}/view`, { purpose: "review" });
    if (!context.here()) return;
    const page = view.page;
    looking("words");
    context.titled(`${t("Case")} ${page.case}`);
    /** @type {((what: any) => void)[]} */
    const hearing = [];
    /** @type {Desk} */
    const desk = {
      id: page.case, view, context, quotes: new Set(),
      select: (what) => hearing.forEach((run) => run(what)),
      onselect: (run) => { hearing.push(run); },
      again: () => draw(node, id, context),
    };
    /** @type {any} */
    const parts = {};
    keys(desk, parts);
    const answer = (parts.answer = decide(desk));
    const pictures = (parts.pictures = tabs(desk));
    fill(node, head(desk), page.questions?.length ? questions(desk) : null,
      h("div", { class: "case-grid" },
        h("div", { class: "stack case-left" }, why(desk), notes(desk), custody(desk)),
        h("div", { class: "stack case-middle" }, pictures.node, evidence(desk)),
        h("div", { class: "stack case-right" }, answer.node, card(desk))),
      h("p", { class: "soft shown-hash" }, t("A hash of exactly what this page showed is stored with the decision:"), " ", h("code", null, (page.shown || "").slice(0, 16), "…")));
    clearInterval(timer);
    if (page.lease?.by === context.me.who) timer = setInterval(() => post(`/v1/cases/${part(desk.id)}/lease`).catch(() => {}), 5 * 60 * 1000);
  }

  /** @param {Desk} desk @param {any} parts of the page, there when a key is pressed */
  function keys(desk, parts) {
    desk.context.keys([
      { id: "case.back", key: "b", label: t("Back to the queue"), run: () => desk.context.go("queue") },
      { id: "case.lease", key: "l", label: t("Take in hand"), run: () => lease(desk) },
      { id: "case.decide", key: "d", label: t("To the decision"), run: () => parts.answer.focus() },
      { id: "case.submit", key: "Ctrl+Enter", fixed: true, label: t("Give the answer"), run: () => parts.answer.submit() },
      { id: "case.note", key: "n", label: t("Write a note"), run: () => /** @type {HTMLElement | null} */ (document.getElementById("note"))?.focus() },
      { id: "case.quotes", key: "q", label: t("To the quotes"), run: () => /** @type {HTMLElement | null} */ (document.querySelector(".quote"))?.focus() },
      { id: "case.picture", key: "p", label: t("Next picture"), run: () => parts.pictures.next() },
      { id: "case.handover", key: "h", label: t("Hand over"), run: () => handover(desk) },
      { id: "case.custody", key: "c", label: t("Custody: evidence, hold, report"), run: () => /** @type {HTMLElement | null} */ (document.querySelector("#custody button, #custody a"))?.focus() },
      { id: "case.undo", key: "z", label: t("Take my answer back"), run: () => takeBack(desk) },
    ]);
  }

  return { open, close: () => { clearInterval(timer); looking(null); } };
}

function none() {
  return h("div", { class: "empty stack" }, h("h1", null, t("No case is open")),
    h("p", null, t("Choose one in the queue, or find one by its id."), " ", h("a", { href: "#/queue" }, t("Queue"))));
}

/** @param {Desk} desk */
function head(desk) {
  const page = desk.view.page;
  const time = clock(page.clocks || [], page.opened);
  const mine = page.lease?.by === desk.context.me.who;
  return h("header", { class: "screen-head case-head" },
    h("h1", null, h("span", { class: "mono" }, page.case), " ", named(HYPOTHESES, page.alarms[0]?.hypothesis)),
    h("span", { class: "chip" }, t("step now: {step}", { step: named(STEPS, page.step) })),
    h("span", { class: `chip ${time.late ? "bad" : ""}` }, time.told, " ", clockName(time.because)),
    page.status !== "open" && h("span", { class: "chip accent" }, named(STATUS, page.status)),
    page.blind && h("span", { class: "chip warn" }, t("blind: the first answer is hidden")),
    page.on_hold && h("span", { class: "chip warn" }, t("legal hold")),
    page.lease && h("span", { class: "chip" }, mine ? t("in your hands until {time}", { time: moment(page.lease.until) }) : t("in the hands of {who}", { who: page.lease.by })),
    (page.elsewhere || []).map((/** @type {any} */ one) => h("a", { class: "chip", href: `#/case/${part(one.case)}` }, t("{who} decided on the same people in {case}", { who: one.by, case: one.case }))),
    (page.linked || []).map((/** @type {any} */ one) => h("a", { class: "chip", href: `#/case/${part(one.case)}` }, t("shares something with {case}", { case: one.case }))),
    h("span", { class: "grow" }),
    !mine && button(t("Take in hand"), () => lease(desk), { key: shown("case.lease"), kind: "primary" }),
    mine && button(t("Hand over"), () => handover(desk), { key: shown("case.handover") }),
    button(t("Queue"), () => desk.context.go("queue"), { key: shown("case.back"), kind: "quiet" }));
}

/** @param {Desk} desk */
function questions(desk) {
  const some = desk.view.page.questions;
  return h("details", { class: "sheet questions" },
    h("summary", null, t("Still open: {n}", { n: some.length }), h("span", { class: "soft" }, " · ", some.slice(0, 2).map((/** @type {any} */ q) => q.text).join(" · "))),
    h("ul", { lang: "en" }, some.map((/** @type {any} */ q) => h("li", null, q.text))));
}

/** @param {Desk} desk */
async function lease(desk) {
  try {
    await post(`/v1/cases/${part(desk.id)}/lease`);
    await desk.again();
    say(t("The case is in your hands."));
  } catch (error) {
    fault(error);
  }
}

/** @param {Desk} desk */
async function handover(desk) {
  const { ask, field } = await import("../../lib/dialog.js");
  const given = await ask(t("Hand over"), "", t("Hand over"), [
    field(t("To whom (empty: back to the queue)"), h("input", { name: "to", autocomplete: "off" })),
    field(t("Note for whoever takes it"), h("textarea", { name: "note", required: true }))]);
  if (!given) return;
  try {
    await post(`/v1/cases/${part(desk.id)}/handover`, { note: given.note, to: given.to || null });
    desk.context.go("queue");
    say(t("Handed over."));
  } catch (error) {
    fault(error);
  }
}

/** Take back one's own latest answer. @param {Desk} desk */
export async function takeBack(desk) {
  try {
    await post(`/v1/cases/${part(desk.id)}/undo`);
    await desk.again();
    say(t("Your answer is taken back; the case is as before. Both stand in the ledger."));
  } catch (error) {
    fault(error);
  }
}

/** An answer was given: back to the queue, with the way back. @param {Desk} desk @param {any} ruled */
export function answered(desk, ruled) {
  const until = Date.parse(ruled.time || new Date().toISOString()) + 10 * 60 * 1000;
  const id = desk.id;
  desk.context.go("queue");
  undoable(ruled.again ? t("Your answer on {case} is kept; a second person looks, blind.", { case: id }) : t("Your answer on {case} is given.", { case: id }), until, async () => {
    try {
      await post(`/v1/cases/${part(id)}/undo`);
      say(t("Taken back: {case} waits again.", { case: id }));
      desk.context.refresh("queue");
    } catch (error) {
      fault(error);
    }
  });
}
