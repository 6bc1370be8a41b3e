// Ticked rows of a list: how many they are, and all of the page at once.
(() => {
  "use strict";

  const bulk = document.querySelector(".bulk");
  const head = bulk?.querySelector("thead .tick");
  const count = bulk?.querySelector("[data-bulk-count]");
  if (!head || !count) return;
  const boxes = [...bulk.querySelectorAll("tbody .tick input[type=checkbox]")];
  const asked = count.textContent;

  const label = document.createElement("label");
  label.className = "tick-box";
  const all = document.createElement("input");
  all.type = "checkbox";
  const name = document.createElement("span");
  name.className = "sr-only";
  name.textContent = "Chọn mọi nhiệm vụ trên trang này";
  label.append(all, name);
  head.replaceChildren(label);

  const say = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    count.textContent = ticked ? `Với ${ticked} nhiệm vụ đã đánh dấu:` : asked;
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };

  all.addEventListener("change", () => {
    boxes.forEach((box) => { box.checked = all.checked; });
    say();
  });
  bulk.addEventListener("change", (event) => {
    if (boxes.includes(event.target)) say();
  });
  window.addEventListener("pageshow", say); // the back button keeps the ticks
})();
