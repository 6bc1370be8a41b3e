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
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    window.htmx?.process(row);
    offerRows(formset);
  };

  const offerRows = (formset) => {
    const add = formset.querySelector("[data-formset-add]");
    if (add) add.hidden = Number(total(formset).value) >= limit(formset);
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

  const prepare = (root) => {
    root.querySelectorAll("[data-formset]").forEach(offerRows);
    root.querySelector(".error-summary")?.focus();
  };

  document.addEventListener("htmx:load", (event) => {
    if (event.target !== document.body) prepare(event.target);
  });
  prepare(document); // deferred: the document is already there
})();
