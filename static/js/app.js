// Small comforts on top of pages that work without any of this.
(() => {
  "use strict";

  // A form is sent once. Buttons keep their words and their place in the form data,
  // so they are marked, not disabled. A download leaves the page where it is: the
  // form opens again after a while.
  const REOPEN_AFTER_MS = 8000;

  const reopen = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[data-was-sent]").forEach((button) => {
      button.removeAttribute("aria-disabled");
      button.removeAttribute("data-was-sent");
    });
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const question = event.submitter?.dataset.confirm || form.dataset.confirm;
    if (event.defaultPrevented) return; // htmx has taken it, and asks by hx-confirm
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (question && !window.confirm(question)) {
      event.preventDefault();
      return;
    }
    delete form.dataset.dirty;
    if (form.method === "get") return;
    form.dataset.sent = "true";
    form.querySelectorAll("button:not([type=button]), input[type=submit]").forEach((button) => {
      button.setAttribute("aria-disabled", "true");
      button.setAttribute("data-was-sent", "");
    });
    window.setTimeout(() => reopen(form), REOPEN_AFTER_MS);
  });

  // The back button may bring the page back exactly as it was left.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(reopen);
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-confirm]");
    if (link && !window.confirm(link.dataset.confirm)) event.preventDefault();

    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });

    const add = event.target.closest("[data-formset-add]");
    if (add) addRow(add.closest("[data-formset]"));
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  // One more row of a formset, cloned from its <template>.
  const total = (formset) => formset.querySelector("[name$='-TOTAL_FORMS']");
  const limit = (formset) =>
    Number(formset.querySelector("[name$='-MAX_NUM_FORMS']")?.value || 1000);

  const addRow = (formset) => {
    const count = Number(total(formset).value);
    if (count >= limit(formset)) return;
    const rows = formset.querySelector("[data-formset-rows]");
    const blank = document.createElement("template");
    blank.innerHTML = formset
      .querySelector("template")
      .innerHTML.replaceAll("__prefix__", String(count));
    const row = blank.content.firstElementChild;
    rows.append(blank.content);
    total(formset).value = String(count + 1);
    row.querySelectorAll("select[data-find]").forEach(offerFinding);
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    window.htmx?.process(row);
    offerRows(formset);
  };

  const offerRows = (formset) => {
    const add = formset.querySelector("[data-formset-add]");
    if (add) add.hidden = Number(total(formset).value) >= limit(formset);
  };

  // A select over hundreds of bodies is narrowed by typing, with or without marks.
  const folded = (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐðÐ]/g, "d").toLowerCase();

  const offerFinding = (select) => {
    if (select.dataset.findReady) return;
    select.dataset.findReady = "true";
    const box = document.createElement("input");
    box.type = "search";
    box.className = "find";
    box.autocomplete = "off";
    box.placeholder = select.dataset.find;
    box.setAttribute("aria-label", select.dataset.find);
    select.before(box);
    const choices = [...select.options].filter((option) => option.value);
    const texts = choices.map((option) => folded(option.text));
    box.addEventListener("input", () => {
      const words = folded(box.value).split(/\s+/).filter(Boolean);
      choices.forEach((option, index) => {
        const found = words.every((word) => texts[index].includes(word));
        option.hidden = !found && !option.selected;
      });
      select.querySelectorAll("optgroup").forEach((group) => {
        group.hidden = [...group.children].every((option) => option.hidden);
      });
      const left = choices.filter((option) => !option.hidden);
      if (words.length && left.length === 1 && !select.multiple) left[0].selected = true;
    });
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault(); // finding is not sending
    });
    // One more body by a click: without Ctrl a click would drop the others.
    select.addEventListener("mousedown", (event) => {
      if (!select.multiple || event.target.tagName !== "OPTION") return;
      event.preventDefault();
      event.target.selected = !event.target.selected;
      select.dispatchEvent(new Event("input", { bubbles: true }));
    });
  };

  // Work typed and not yet sent is not lost by a stray click.
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-guard]");
    if (form) form.dataset.dirty = "true";
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) delete event.target.closest("form")?.dataset.dirty;
  });

  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-guard][data-dirty]")) event.preventDefault();
  });

  // A box above a long list of choices narrows it; what is chosen stays in sight.
  const narrow = (pick) => {
    const words = folded(pick.querySelector("[data-pick-search]").value).split(/\s+/);
    pick.querySelectorAll(".pick-list label").forEach((label) => {
      label.dataset.folded ??= folded(label.textContent);
      const fits = words.every((word) => label.dataset.folded.includes(word));
      label.hidden = !fits && !label.querySelector("input").checked;
    });
  };

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-pick-search]")) narrow(event.target.closest("[data-pick]"));
  });
  document.addEventListener("keydown", (event) => {
    // Enter in that box would send the whole form.
    if (event.key === "Enter" && event.target.matches("[data-pick-search]")) event.preventDefault();
  });

  const prepare = (root) => {
    root.querySelectorAll("[data-pick-search]").forEach((box) => {
      box.hidden = box.closest("[data-pick]").querySelectorAll("label").length < 8;
    });
    root.querySelectorAll("[data-formset]").forEach(offerRows);
    root.querySelectorAll("select[data-find]").forEach(offerFinding);
    root.querySelector(".error-summary")?.focus();
  };

  document.addEventListener("htmx:load", (event) => {
    if (event.target !== document.body) prepare(event.target);
  });
  const openAddressed = () => {
    // The article a link leads to, if it is a folded one.
    const details = document.getElementById(location.hash.slice(1))?.querySelector("details");
    if (details) details.open = true;
  };
  addEventListener("hashchange", openAddressed);
  openAddressed();
  prepare(document); // deferred: the document is already there
})();
