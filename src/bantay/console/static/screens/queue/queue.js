// Screen 1. What waits, the most urgent first; one line says why. Nothing moves under the
// cursor: what is new is announced, and shown when the person asks for it.

import { h, button, fill } from "../../lib/dom.js";
import { get, post, part } from "../../lib/api.js";
import { ask, field, panel } from "../../lib/dialog.js";
import { kept, keep } from "../../lib/kept.js";
import { N, number, t, tn, moment } from "../../lib/i18n.js";
import { virtual } from "../../lib/virtual.js";
import { HYPOTHESES, PLANES, STATUS, STEPS, alarms, clock, clockName, named, people, planes } from "../../lib/words.js";
import { shown } from "../../shell/keys.js";
import { fault, say } from "../../shell/says.js";

/** Rows of the first answer, so that it is there at once, and of those after it. */
const FIRST = 500;
const PAGE = 5000;
const ROW = 38;
/** @type {Record<string, string>} */
const WAITS = { first: N("first look"), second: N("second look"), third: N("third look") };
/** Where the cursor was when the queue was left: on which case, at which place. */
let left = "";
let leftAt = 0;
/** What nobody waits for is shown when it is asked for. */
const DONE = ["decided", "quiet", "merged"];

/** @returns {import("../../shell/app.js").Screen} */
export default function queue() {
  /** @type {any[]} */
  let rows = [];
  /** @type {Set<string>} */
  const chosen = new Set();
  let at = 0;
  let loads = 0;
  let gone = false;
  /** @type {EventSource | null} */
  let live = null;
  /** @type {import("../../shell/app.js").Context} */
  let context;
  /** @type {HTMLElement} */
  let preview, told, fresh, grid, filters;
  /** @type {import("../../lib/virtual.js").Virtual} */
  let list;

  async function load() {
    const mine = ++loads;
    rows = [];
    const query = Object.fromEntries(context.query);
    for (let offset = 0, limit = FIRST; !gone && mine === loads; offset += limit, limit = PAGE) {
      const some = await get("/v1/cases", { ...query, limit, offset });
      if (mine !== loads) return;
      rows.push(...(query.status || query.subject ? some : some.filter((/** @type {any} */ row) => !DONE.includes(row.status))));
      if (offset === 0) {
        const known = rows.findIndex((row) => row.case === left);
        at = known < 0 ? leftAt : known;
      }
      list.length(rows.length);
      head();
      if (offset === 0) move(at);
      if (some.length < limit) break;
    }
  }

  function head() {
    const oldest = rows.reduce((least, row) => (row.opened < least ? row.opened : least), "9999");
    const days = rows.length ? Math.floor((Date.now() - Date.parse(oldest)) / 86400000) : 0;
    fill(told, tn("{n} waits", "{n} wait", rows.length), days > 0 ? `, ${t("oldest {n} days", { n: number(days) })}` : "");
  }

  /** @param {number} n */
  function line(n) {
    const row = rows[n];
    const time = clock(row.clocks || [], row.opened);
    return h("div", {
      class: `qrow${n === at ? " at" : ""}${time.late ? " late" : ""}`, role: "row", id: `row-${n}`,
      "aria-selected": chosen.has(row.case) ? "true" : "false",
      onclick: () => { move(n); grid.focus(); }, ondblclick: open,
    },
      h("span", { role: "gridcell", class: "tick" }, h("span", { class: `box${chosen.has(row.case) ? " on" : ""}`, onclick: (/** @type {Event} */ e) => { e.stopPropagation(); at = n; choose(); } },
        h("span", { class: "unseen" }, chosen.has(row.case) ? t("chosen") : t("not chosen")))),
      h("span", { role: "gridcell", class: "number clock" }, time.told, time.late && h("b", null, " !")),
      h("span", { role: "gridcell" }, planes(row.planes)),
      h("span", { role: "gridcell", class: "what" }, named(HYPOTHESES, row.hypotheses[0]), row.hypotheses.length > 1 && h("small", null, ` +${row.hypotheses.length - 1}`)),
      h("span", { role: "gridcell", class: "why", lang: "en", title: row.why }, row.why),
      h("span", { role: "gridcell" }, row.step ? h("span", { class: `chip step-${row.step}` }, named(STEPS, row.step)) : h("span", { class: "soft" }, "–")),
      h("span", { role: "gridcell", class: "with" }, row.lease ? (row.lease.by === context.me.who ? t("me") : row.lease.by) : "–"));
  }

  /** @param {number} n */
  function move(n) {
    at = Math.max(0, Math.min(rows.length - 1, n));
    list.show(at);
    list.draw();
    grid.setAttribute("aria-activedescendant", rows.length ? `row-${at}` : "");
    const row = rows[at];
    left = row?.case || "";
    leftAt = at;
    if (!row) return fill(preview, h("p", { class: "empty" }, t("Nothing waits. That is a good moment for a break.")));
    const time = clock(row.clocks || [], row.opened);
    fill(preview,
      h("header", null,
        h("h2", null, h("span", { class: "mono" }, row.case), " ", named(HYPOTHESES, row.hypotheses[0])),
        h("span", { class: "row" }, button(t("Open"), open, { key: shown("queue.open"), kind: "primary" }),
          button(t("Lease"), lease, { key: shown("queue.lease") }), button(t("Actions"), acts, { key: shown("queue.acts") }))),
      h("p", { class: "why-line", lang: "en" }, row.why),
      h("div", { class: "row" },
        row.hypotheses.slice(1).map((/** @type {string} */ one) => h("span", { class: "chip" }, named(HYPOTHESES, one))),
        h("span", { class: "chip" }, alarms(row.alarms)), h("span", { class: "chip" }, people(row.people)),
        h("span", { class: `chip ${time.late ? "bad" : ""}` }, time.told, " ", clockName(time.because)),
        row.status !== "open" && h("span", { class: "chip accent" }, named(STATUS, row.status)),
        row.on_hold && h("span", { class: "chip warn" }, t("legal hold")),
        h("span", { class: "soft" }, t("first seen {time}", { time: moment(row.first_event_time) })),
        row.priority?.because && h("span", { class: "soft", lang: "en" }, row.priority.because)));
  }

  const open = () => rows[at] && context.go(`case/${part(rows[at].case)}`);

  function choose() {
    const id = rows[at]?.case;
    if (!id) return;
    if (!chosen.delete(id)) chosen.add(id);
    list.draw();
    say(chosen.size ? tn("{n} chosen", "{n} chosen", chosen.size) : "");
  }

  const wanted = () => (chosen.size ? [...chosen] : rows[at] ? [rows[at].case] : []);

  /** @param {string[]} ids @param {(id: string) => Promise<any>} run @param {(n: number) => string} done */
  async function each(ids, run, done) {
    let ok = 0;
    const wrong = [];
    for (const id of ids) {
      try {
        await run(id);
        ok++;
      } catch (error) {
        wrong.push(`${id}: ${error instanceof Error ? error.message : error}`);
      }
    }
    chosen.clear();
    await load();
    if (wrong.length) fault(wrong.join(" · "));
    else say(done(ok));
  }

  const lease = () => each(wanted(), (id) => post(`/v1/cases/${part(id)}/lease`), (n) => tn("{n} case is yours for a while", "{n} cases are yours for a while", n));

  async function release() {
    await each(wanted(), (id) => post(`/v1/cases/${part(id)}/release`), (n) => tn("{n} case put back", "{n} cases put back", n));
  }

  async function handover() {
    const ids = wanted();
    if (!ids.length) return;
    const given = await ask(t("Hand over"), tn("{n} case goes on to somebody else.", "{n} cases go on to somebody else.", ids.length), t("Hand over"), [
      h("ul", { class: "soft mono" }, ids.slice(0, 10).map((id) => h("li", null, id))),
      field(t("To whom (empty: back to the queue)"), h("input", { name: "to", autocomplete: "off" })),
      field(t("Note for whoever takes it"), h("textarea", { name: "note", required: true })),
    ]);
    if (!given) return;
    await each(ids, async (id) => {
      await post(`/v1/cases/${part(id)}/lease`);
      await post(`/v1/cases/${part(id)}/handover`, { note: given.note, to: given.to || null });
    }, (n) => tn("{n} case handed over", "{n} cases handed over", n));
  }

  function acts() {
    const shownPanel = panel(t("Actions"), [
      h("p", { class: "soft" }, tn("on {n} case", "on {n} cases", wanted().length)),
      h("div", { class: "stack" },
        button(t("Take in hand"), () => { shownPanel.close(); lease(); }),
        button(t("Put back"), () => { shownPanel.close(); release(); }),
        button(t("Hand over"), () => { shownPanel.close(); handover(); }),
        button(t("Choose all that are shown"), () => { shownPanel.close(); rows.forEach((row) => chosen.add(row.case)); list.draw(); say(tn("{n} chosen", "{n} chosen", chosen.size)); }),
        button(t("Choose none"), () => { shownPanel.close(); chosen.clear(); list.draw(); })),
    ]);
  }

  /** @param {string} name @param {string} value */
  function filter(name, value) {
    const query = new URLSearchParams(context.query);
    if (value) query.set(name, value);
    else query.delete(name);
    context.go(`queue${query.size ? `?${query}` : ""}`);
  }

  /** @param {string} name @param {string} label @param {Record<string, string>} list */
  function pick(name, label, list) {
    const node = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": label, onchange: () => filter(name, node.value) },
      h("option", { value: "" }, label),
      Object.entries(list).map(([id, text]) => h("option", { value: id, selected: context.query.get(name) === id }, t(text)))));
    return node;
  }

  /** @param {string} name @param {string} label */
  const toggle = (name, label) => h("button", { type: "button", class: "button small", "aria-pressed": context.query.get(name) === "true" ? "true" : "false",
    onclick: () => filter(name, context.query.get(name) === "true" ? "" : "true") }, label);

  async function save() {
    const given = await ask(t("Save view"), t("The filters as they are now, under a name. It stays in this browser."), t("Keep"), [
      field(t("Name"), h("input", { name: "name", required: true, maxlength: 40, autocomplete: "off" }))]);
    if (!given) return;
    keep("views", { ...kept("views", {}), [given.name]: String(context.query) });
    context.go(`queue${context.query.size ? `?${context.query}` : ""}`);
  }

  function bar() {
    const views = Object.entries(kept("views", /** @type {Record<string, string>} */ ({})));
    return h("div", { class: "row filters", role: "search", "aria-label": t("Filters") },
      pick("hypothesis", t("Any possible what"), HYPOTHESES),
      pick("plane", t("Any plane"), Object.fromEntries(Object.entries(PLANES).map(([id, [, name]]) => [id, name]))),
      pick("status", t("Any state"), STATUS), pick("waits", t("Any look"), WAITS),
      toggle("mine", t("Mine")), toggle("free", t("Free")), toggle("mentions", t("Names me")),
      h("span", { class: "grow" }),
      views.map(([name, query]) => h("a", { class: "chip", href: `#/queue${query ? `?${query}` : ""}` }, name)),
      button(t("Save view"), save, { kind: "small quiet" }));
  }

  /** @param {import("../../shell/app.js").Context} given */
  async function openScreen(given) {
    context = given;
    told = h("span", { class: "soft", role: "status" });
    fresh = h("span");
    preview = h("section", { class: "sheet preview", "aria-label": t("The case under the cursor") });
    list = virtual({ height: ROW, label: t("Cases that wait"), row: line });
    filters = bar();
    grid = h("div", { class: "queue sheet", role: "grid", tabindex: "0", "data-first": true, "aria-label": t("Cases that wait"), "aria-multiselectable": "true" },
      h("div", { role: "rowgroup" }, h("div", { class: "qrow qhead", role: "row" }, [
        h("span", { class: "unseen" }, t("chosen")), t("clock"), t("planes"), t("possible what"), t("why, in one line"), t("step now"), t("with"),
      ].map((label) => h("span", { role: "columnheader" }, label)))), list.node);
    context.keys([
      { id: "queue.next", key: "j", also: ["ArrowDown"], label: t("Next"), run: () => move(at + 1) },
      { id: "queue.before", key: "k", also: ["ArrowUp"], label: t("Before"), run: () => move(at - 1) },
      { id: "queue.open", key: "o", also: ["Enter"], label: t("Open"), run: open },
      { id: "queue.choose", key: "x", label: t("Choose"), run: choose },
      { id: "queue.lease", key: "l", label: t("Take in hand"), run: lease },
      { id: "queue.handover", key: "h", label: t("Hand over"), run: handover },
      { id: "queue.acts", key: ".", label: t("Actions"), run: acts },
      { id: "queue.filter", key: "/", label: t("Filters"), run: () => /** @type {HTMLElement} */ (filters.querySelector("select")).focus() },
      { id: "queue.again", key: "r", label: t("Show what is new"), run: () => { fill(fresh); load(); } },
      { id: "queue.far", key: "PageDown", label: t("A page on"), run: () => move(at + 15) },
      { id: "queue.back", key: "PageUp", label: t("A page back"), run: () => move(at - 15) },
      { id: "queue.first", key: "Home", label: t("First"), run: () => move(0) },
      { id: "queue.last", key: "End", label: t("Last"), run: () => move(rows.length - 1) },
    ]);
    const node = h("div", { class: "screen-queue" },
      h("div", { class: "screen-head" }, h("h1", null, t("Queue")), told, fresh, h("span", { class: "grow" }), await sent(context)),
      filters, grid, preview,
      h("p", { class: "keyline soft" }, [["j", "k", t("move")], ["o", "", t("Open")], ["x", "", t("choose")], ["l", "", t("lease")], ["h", "", t("hand over")], ["/", "", t("filters")], [".", "", t("actions")], ["u", "", t("undo")], ["?", "", t("all keys")]]
        .map(([one, two, label]) => h("span", { class: "nowrap" }, h("kbd", null, one), two && h("kbd", null, two), " ", label))));
    requestAnimationFrame(() => load().catch(fault));
    live = listen();
    return node;
  }

  function listen() {
    const source = new EventSource("/v1/alarms/live");
    let n = 0;
    source.addEventListener("alarm", () => {
      n++;
      fill(fresh, button(tn("{n} change: show", "{n} changes: show", n), () => { n = 0; fill(fresh); load(); }, { kind: "small", key: shown("queue.again") }));
    });
    return source;
  }

  return { open: openScreen, close: () => { gone = true; live?.close(); } };
}

/** Whether everything that had to go out went out; red within seconds when it did not.
 * @param {import("../../shell/app.js").Context} context */
async function sent(context) {
  const node = h("span", { class: "chip", role: "status" });
  const look = async () => {
    if (!node.isConnected && looked) return clearInterval(timer);
    looked = true;
    const health = await get("/v1/delivery").catch(() => null);
    const letters = health?.reports ?? 0;
    const failed = health ? health.failed + health.trying + health.undelivered : 0;
    const failing = health?.failing ?? [];
    node.className = `chip ${!health || failing.length || failed || letters ? "bad" : "good"}`;
    node.title = failing.join(", ");
    fill(node, !health ? t("the server does not answer") : failing.length ? t("part of the server keeps failing: tell who runs it") : letters ? h("a", { href: "#/report" }, tn("{n} report did not arrive", "{n} reports did not arrive", letters)) : failed ? h("a", { href: "#/ledger" }, tn("{n} hand-over failed", "{n} hand-overs failed", failed)) : t("all delivered"));
  };
  let looked = false;
  const timer = setInterval(look, 4000);
  await look();
  return node;
}
