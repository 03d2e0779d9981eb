// The frame: who is here, which screen is shown, what keys do everywhere.

import { h, button, fill } from "../lib/dom.js";
import { get, remove, armed, whenTurnedAway } from "../lib/api.js";
import { LANGUAGES, N, speak, spoken, t, wanted } from "../lib/i18n.js";
import { bind, keyOf, actions } from "./keys.js";
import { gauge, looking } from "./budget.js";
import { fault, say, says, undo } from "./says.js";
import { help } from "./help.js";
import { palette } from "./palette.js";
import { paint, theme } from "./theme.js";
import { tour } from "./tour.js";
import { entrance } from "../screens/entrance/entrance.js";

/**
 * @typedef {object} Me
 * @property {string} who
 * @property {string} role
 * @property {string[]} rights
 */
/**
 * @typedef {object} Context
 * @property {Me} me
 * @property {string[]} path      what stands behind the screen's name
 * @property {URLSearchParams} query
 * @property {() => boolean} here              whether the person is still on this visit of the screen
 * @property {(where: string) => void} go      to another place; nothing when they went elsewhere meanwhile
 * @property {(id: string) => void} refresh    draw a screen anew, if it is the one that is shown
 * @property {(text: string) => void} titled
 * @property {(list: import("./keys.js").Action[]) => void} keys   what keys do on this screen, as long as it is shown
 */
/** @typedef {{open: (context: Context) => Promise<HTMLElement> | HTMLElement, close?: () => void}} Screen */

/** The screens in the order of a working day; each needs one of the rights. */
const SCREENS = [
  { id: "queue", label: N("Queue"), rights: ["cases.read"] },
  { id: "case", label: N("Case"), rights: ["cases.read"] },
  { id: "report", label: N("Report"), rights: ["reports.draft", "reports.approve"] },
  { id: "appeals", label: N("Appeals"), rights: ["decisions.make", "decisions.lift"] },
  { id: "explore", label: N("Explore"), rights: ["alarms.read"] },
  { id: "playground", label: N("Playground"), rights: ["playground", "explore"] },
  { id: "quality", label: N("Quality"), rights: ["quality.read", "cases.read"] },
  { id: "ledger", label: N("Ledger"), rights: ["audit.read", "orders.read", "people.read"] },
];

/** @type {Me} */
let me;
/** @type {Screen | null} */
let current = null;
let turn = 0;

const main = h("main", { class: "main", id: "main", tabindex: "-1" });
const rail = h("ol");
const gaugeRoom = h("span");

/** @param {typeof SCREENS[number]} screen */
const mine = (screen) => screen.rights.some((right) => me.rights.includes(right));

/** @param {string} to */
export function go(to) {
  if (location.hash === `#/${to}`) show();
  else location.hash = `/${to}`;
}

function place() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [id, ...rest] = path.split("/").map(decodeURIComponent);
  const first = SCREENS.find(mine)?.id || "ledger";
  return { id: SCREENS.some((one) => one.id === id && mine(one)) ? id : first, rest, query };
}

/** One visit of a screen. What answers late, after the person went elsewhere, moves nobody and
 * takes no key from the screen that is shown now. @param {ReturnType<typeof place>} at @returns {Context} */
function visit(at) {
  const mineNow = ++turn;
  const here = () => mineNow === turn;
  return {
    me, path: at.rest, query: new URLSearchParams(at.query), here,
    go: (where) => { if (here()) go(where); },
    refresh: (id) => { if (place().id === id) show(); },
    titled: (text) => { if (here()) titled(text); },
    keys: (list) => { if (here()) bind("screen", list); },
  };
}

async function show() {
  const at = place();
  const context = visit(at);
  current?.close?.();
  looking(null);
  bind("screen", []);
  if (at.id !== "case") sessionStorage.removeItem("bantay.tab");
  drawRail(at.id);
  const screen = SCREENS.find((one) => one.id === at.id);
  titled(t(screen?.label || ""));
  main.setAttribute("aria-busy", "true");
  fill(main, h("p", { class: "empty", role: "status" }, t("Loading …")));
  try {
    const found = /** @type {{default: () => Screen}} */ (await import(`../screens/${at.id}/${at.id}.js`));
    const opened = found.default();
    const node = await opened.open(context);
    if (!context.here()) return opened.close?.();
    current = opened;
    fill(main, node);
    main.scrollTop = 0;
    /** @type {HTMLElement | null} */ (main.querySelector("[data-first]") || main)?.focus({ preventScroll: true });
  } catch (error) {
    if (!context.here()) return;
    fill(main, h("div", { class: "empty stack" }, h("h1", null, t("This cannot be shown")),
      h("p", null, error instanceof Error ? error.message : String(error)),
      h("div", { class: "row center" }, button(t("Try again"), show))));
  }
  main.setAttribute("aria-busy", "false");
}

/** @param {string} text */
function titled(text) {
  document.title = `${text} · Bantay`;
}

/** @param {string} at */
function drawRail(at) {
  fill(rail, SCREENS.filter(mine).map((screen) => h("li", null, h("a", {
    href: `#/${screen.id}`, "aria-current": screen.id === at ? "page" : null,
  }, h("span", null, t(screen.label)), h("kbd", { "aria-hidden": "true" }, keyOf(goes(screen)))))));
}

/** @param {typeof SCREENS[number]} screen @returns {import("./keys.js").Action} */
function goes(screen) {
  const digit = String(SCREENS.indexOf(screen) + 1);
  return { id: `go.${screen.id}`, key: digit, label: t("Go to: {screen}", { screen: t(screen.label) }), run: () => go(screen.id) };
}

function everywhere() {
  bind("everywhere", [
    ...SCREENS.filter(mine).map(goes),
    { id: "palette", key: "Ctrl+K", fixed: true, label: t("Find or do anything"), run: openPalette },
    { id: "help", key: "?", label: t("All keys"), run: openHelp },
    { id: "undo", key: "u", label: t("Undo"), run: undo },
    { id: "theme", key: "t", label: t("Theme: next"), run: nextTheme },
  ]);
}

const openHelp = () => help(() => tour(go));
const openPalette = () => palette((text) => {
  if (!text) return [];
  if (/^c-\w/.test(text)) return [{ label: t("Open case {id}", { id: text }), run: () => go(`case/${encodeURIComponent(text)}`) }];
  return [{ label: t("Look for “{text}”", { text }), run: () => { sessionStorage.setItem("bantay.find", text); go("explore"); } }];
});

function nextTheme() {
  const order = /** @type {const} */ (["system", "light", "dark"]);
  const next = order[(order.indexOf(theme()) + 1) % 3];
  paint(next);
  themes.value = next;
  say(t("Theme: {name}", { name: t(THEMES[next]) }));
}

const THEMES = { system: N("as the system"), light: N("light"), dark: N("dark") };
/** @type {HTMLSelectElement} */
let themes;

function frame() {
  const languages = /** @type {HTMLSelectElement} */ (h("select", { id: "language", "aria-label": t("Language of the screen"),
    onchange: async () => { await speak(languages.value); begin(); } },
    Object.entries(LANGUAGES).map(([tag, name]) => h("option", { value: tag, lang: tag, selected: tag === spoken() }, name))));
  themes = /** @type {HTMLSelectElement} */ (h("select", { id: "theme", "aria-label": t("Theme"), onchange: () => paint(/** @type {any} */ (themes.value)) },
    Object.entries(THEMES).map(([id, name]) => h("option", { value: id, selected: id === theme() }, t(name)))));
  fill(gaugeRoom, gauge());
  fill(document.body,
    h("a", { class: "skip", href: "#main", onclick: (/** @type {Event} */ e) => { e.preventDefault(); main.focus(); } }, t("Skip to the content")),
    h("div", { class: "frame" },
      h("header", { class: "head" },
        h("a", { class: "brand", href: "#/queue" }, "BANTAY"), h("span", { class: "grow" }),
        button(t("Find"), openPalette, { key: "Ctrl+K" }), gaugeRoom, languages, themes,
        button(t("Help"), openHelp, { key: "?", kind: "quiet" }),
        h("span", { class: "chip", title: t("Your role") }, me.who, " · ", t(ROLES[me.role] || me.role)),
        button(t("Sign out"), leave, { kind: "quiet" })),
      h("nav", { class: "rail", "aria-label": t("Screens") }, rail),
      main,
      h("footer", { class: "foot" }, says, h("span", { class: "grow" }),
        h("span", { class: "soft" }, t("Everything here is possible, nothing is a verdict. Every look is recorded.")))));
}

/** @type {Record<string, string>} */
const ROLES = {
  moderator: N("moderator"), analyst: N("analyst"), financial_analyst: N("financial analyst"),
  lead: N("lead"), auditor: N("auditor"), admin: N("admin"),
};

async function leave() {
  try {
    await remove("/v1/session");
  } catch (error) {
    fault(error);
  }
  arrive();
}

function begin() {
  everywhere();
  frame();
  show();
}

/** Who is here? Nobody: the entrance. */
async function arrive() {
  const session = await get("/v1/session").catch(() => null);
  if (!session?.name) {
    turn++;
    current?.close?.();
    bind("everywhere", []);
    bind("screen", []);
    document.title = "Bantay";
    fill(document.body, entrance(arrive));
    return;
  }
  armed(session.csrf || "");
  me = { who: session.name, role: session.role, rights: session.rights };
  if (location.pathname !== "/") history.replaceState(null, "", "/#/queue");
  begin();
  const walk = sessionStorage.getItem("bantay.tour");
  if (walk) {
    sessionStorage.removeItem("bantay.tour");
    tour(go, Number(walk));
  }
}

window.addEventListener("hashchange", () => me && show());
window.addEventListener("unhandledrejection", (event) => fault(event.reason));
whenTurnedAway(arrive);
paint(theme());
speak(wanted()).then(arrive);

export { actions };
