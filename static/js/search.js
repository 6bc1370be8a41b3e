// The search box: ⌘K or Ctrl K from anywhere, and a list of suggestions while typing.
(() => {
  "use strict";

  const box = document.querySelector("[data-suggests]");
  if (!box) return;
  const list = box.form.querySelector("[role=listbox]");

  const chosen = () => list.querySelector("[aria-selected=true]");

  const choose = (option) => {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) box.setAttribute("aria-activedescendant", option.id);
    else box.removeAttribute("aria-activedescendant");
  };

  const offer = (isOpen) => {
    list.hidden = !isOpen;
    box.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) choose(null);
  };

  const move = (step) => {
    const options = [...list.querySelectorAll("[role=option]")];
    const stops = [null, ...options]; // null: back in the box itself
    const next = (stops.indexOf(chosen()) + step + stops.length) % stops.length;
    choose(stops[next]);
  };

  // Only a box that suggests is a combobox: without scripts it stays a plain one.
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");

  list.addEventListener("htmx:afterSwap", () => {
    const isAsked = box.value.trim() !== "" && document.activeElement === box;
    offer(isAsked && list.childElementCount > 0);
  });
  box.addEventListener("input", () => {
    choose(null);
    if (!box.value.trim()) offer(false);
  });
  box.addEventListener("focus", () => {
    if (box.value.trim() && list.childElementCount) offer(true);
  });
  box.form.addEventListener("focusout", (event) => {
    if (!box.form.contains(event.relatedTarget)) offer(false);
  });
  // The box keeps the focus while an option is pressed, or the list would close first.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // a keyboard that is still composing a letter
    const isOpen = !list.hidden;
    if (event.key === "Escape" && isOpen) {
      offer(false);
      event.preventDefault();
      event.stopPropagation();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && list.childElementCount) {
      if (isOpen) move(event.key === "ArrowDown" ? 1 : -1);
      else offer(true);
      event.preventDefault();
    } else if (event.key === "Enter" && isOpen && chosen()) {
      event.preventDefault();
      window.location.assign(chosen().href);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
    if (event.shiftKey || event.altKey) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
})();
