"use strict";
// What a mark of a figure says when the pointer is on it; figures come and go, so that the page itself listens.
(function () {
  const tip = document.createElement("div");
  tip.className = "tip";
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

  addEventListener("pointerover", (event) => {
    const mark = event.target.closest?.("figure svg [aria-label]");
    if (mark !== marked) show(mark ?? null);
  });
  addEventListener("scroll", () => show(null), { passive: true, capture: true });
})();
