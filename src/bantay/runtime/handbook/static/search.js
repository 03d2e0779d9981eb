// Search within the handbook, and its contents folded on a phone. The index is one script beside
// this one, loaded on first use, so that it works from a folder as well as from a server.
"use strict";
(() => {
  const up = document.currentScript.dataset.up;
  // On a phone the contents stand above the text: folded, so that the text is in sight.
  if (matchMedia("(max-width: 48rem)").matches)
    for (const part of document.querySelectorAll(".contents details")) part.open = false;
  const most = 12;

  function loaded() {
    if (window.bantayIndex) return Promise.resolve();
    return new Promise((done) => {
      const script = document.createElement("script");
      script.src = `${up}search-index.js`;
      script.onload = done;
      document.head.append(script);
    });
  }

  // Pages come before the records of decisions, which have the same words in their headings.
  function scored([path, , title, heading, text], words) {
    let score = 0;
    for (const word of words) {
      const at = [heading, title, text].findIndex((part) => part.toLowerCase().includes(word));
      if (at < 0) return 0;
      score += [9, 5, 1][at];
    }
    return path.startsWith("decisions/") ? score / 2 : score;
  }

  function found(query) {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    return window.bantayIndex
      .map((row) => [scored(row, words), row])
      .filter(([score]) => score > 0)
      .sort((one, other) => other[0] - one[0])
      .slice(0, most)
      .map(([, row]) => row);
  }

  function item([path, slug, title, heading, text]) {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = `${up}${path}#${slug}`;
    link.textContent = heading === title ? title : `${title}: ${heading}`;
    const said = document.createElement("span");
    said.textContent = text.slice(0, 110);
    link.append(said);
    line.append(link);
    return line;
  }

  function shown(list, rows, query) {
    list.replaceChildren(...rows.map(item));
    if (!rows.length && query.trim()) {
      const line = document.createElement("li");
      line.className = "none";
      line.textContent = "nothing found";
      list.append(line);
    }
    list.hidden = !list.children.length;
  }

  const form = document.querySelector("form.find");
  const box = form.querySelector("input");
  const list = form.querySelector("ol");
  form.hidden = false;
  box.addEventListener("input", async () => {
    await loaded();
    shown(list, found(box.value), box.value);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = list.querySelector("a");
    if (first) first.click();
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing) {
      event.preventDefault();
      box.focus();
    } else if (event.key === "Escape" && !list.hidden) {
      list.hidden = true;
      box.focus();
    }
  });
})();
