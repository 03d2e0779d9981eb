// Dark and light: as the system says, until the person says otherwise.

import { kept, keep } from "../lib/kept.js";

/** @typedef {"system" | "light" | "dark"} Theme */

/** @returns {Theme} */
export const theme = () => kept("theme", "system");

/** @param {Theme} chosen */
export function paint(chosen) {
  keep("theme", chosen);
  if (chosen === "system") document.documentElement.removeAttribute("data-theme");
  else document.documentElement.dataset.theme = chosen;
}
