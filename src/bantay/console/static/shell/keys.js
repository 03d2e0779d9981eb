// The keyboard: what each key does on this screen, changed or switched off by the person.
// Single keys never act while somebody types, and none of them holds or refers anybody.

import { kept, keep } from "../lib/kept.js";

/**
 * @typedef {object} Action
 * @property {string} id
 * @property {string} label  already in the screen's language
 * @property {string} key    as `named` gives it
 * @property {string[]} [also]  further keys, fixed
 * @property {() => void} run
 * @property {boolean} [fixed]  a combination that cannot be changed
 */

/** @type {Map<string, Action[]>} */
const scopes = new Map();
/** @type {Record<string, string>} */
let changed = kept("keys", {});
let single = kept("single-keys", true);

/** Whether single keys act. */
export const singles = () => single;

/** @param {boolean} on */
export function useSingles(on) {
  single = on;
  keep("single-keys", on);
}

/** The actions of a part of the page, instead of those it had. @param {string} scope @param {Action[]} actions */
export function bind(scope, actions) {
  scopes.set(scope, actions);
}

/** @param {string} scope */
export function unbind(scope) {
  scopes.delete(scope);
}

/** Every action there is now. */
export const actions = () => [...scopes.values()].flat();

/** The key of an action as it is now. @param {Action} action */
export const keyOf = (action) => (action.fixed ? action.key : changed[action.id] || action.key);

/** The key of an action by its id, to show it on its button. @param {string} id */
export function shown(id) {
  const action = actions().find((one) => one.id === id);
  return action && (single || action.fixed) ? keyOf(action) : undefined;
}

/** Give an action another key; what had that key gets the old one. @param {Action} action @param {string} key */
export function remap(action, key) {
  const before = keyOf(action);
  const other = actions().find((one) => one !== action && !one.fixed && keyOf(one) === key);
  if (actions().some((one) => one.fixed && one.key === key)) return false;
  changed = { ...changed, [action.id]: key };
  if (other) changed[other.id] = before;
  keep("keys", changed);
  return true;
}

/** Keys as they were shipped. */
export function restore() {
  changed = {};
  keep("keys", changed);
}

/** A key press by name: `j`, `Ctrl+K`, `ArrowDown`. @param {KeyboardEvent} event */
export function named(event) {
  const one = event.key.length === 1;
  const key = one && (event.ctrlKey || event.metaKey) ? event.key.toUpperCase() : event.key;
  return (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "") +
    (event.shiftKey && !one ? "Shift+" : "") + key;
}

/** @param {EventTarget | null} target */
function typing(target) {
  const node = /** @type {HTMLElement | null} */ (target);
  return !!node?.closest?.("input:not([type=checkbox]):not([type=radio]),textarea,select,[contenteditable]");
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (event.defaultPrevented || event.isComposing) return;
  const name = named(event);
  const combined = name.startsWith("Ctrl+") || name.startsWith("Alt+");
  if (!combined && (!single || typing(event.target))) return;
  const dialog = document.querySelector("dialog[open]");
  for (const [scope, list] of [...scopes.entries()].reverse()) {
    if (dialog && scope !== "dialog") continue;
    const action = list.find((one) => keyOf(one) === name || one.also?.includes(name));
    if (action && !(name === "Enter" && onControl(event.target))) {
      event.preventDefault();
      action.run();
      return;
    }
  }
}

/** Enter on a button or link is for it alone. @param {EventTarget | null} target */
const onControl = (target) => !!(/** @type {HTMLElement} */ (target)?.closest?.("a,button,summary,[role=tab]"));

document.addEventListener("keydown", pressed);
