// What a person keeps in this browser: language, theme, keys, minutes of exposure. It never
// leaves the machine; where storage is refused, everything works and is forgotten.

const PREFIX = "bantay.";

/** @template T @param {string} name @param {T} otherwise @returns {T} */
export function kept(name, otherwise) {
  try {
    const text = localStorage.getItem(PREFIX + name);
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise;
  }
}

/** @param {string} name @param {unknown} value */
export function keep(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // a browser that stores nothing: the choice lasts as long as the page
  }
}
