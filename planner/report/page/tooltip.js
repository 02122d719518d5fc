"use strict";
// What a mark says on hover, and at the arrow keys once its picture has the focus. The page is whole without it.
(function () {
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.setAttribute("role", "status");
  tip.hidden = true;
  document.body.append(tip);
  let marked = null;

  function show(mark) {
    if (marked) marked.classList.remove("marked");
    marked = mark;
    tip.hidden = !mark;
    if (!mark) return;
    mark.classList.add("marked");
    tip.textContent = mark.getAttribute("aria-label");
    const at = mark.getBoundingClientRect();
    const left = at.left + at.width / 2 - tip.offsetWidth / 2;
    const most = document.documentElement.clientWidth - tip.offsetWidth - 8;
    const above = at.top - tip.offsetHeight - 10;
    tip.style.left = Math.max(8, Math.min(left, most)) + "px";
    tip.style.top = (above > 8 ? above : at.bottom + 10) + "px";
  }

  for (const svg of document.querySelectorAll("figure svg")) {
    const marks = Array.from(svg.querySelectorAll("[aria-label]"));
    if (!marks.length) continue;
    svg.tabIndex = 0;
    svg.addEventListener("pointerover", (event) => show(event.target.closest("svg [aria-label]")));
    svg.addEventListener("pointerleave", () => show(null));
    svg.addEventListener("blur", () => show(null));
    svg.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") return show(null);
      if (!step) return;
      event.preventDefault();
      const next = marks.indexOf(marked) + step;
      show(marks[(next + marks.length) % marks.length]);
    });
  }
  addEventListener("scroll", () => show(marked), { passive: true });
})();
