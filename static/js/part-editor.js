// A part of a report saves itself while somebody writes. What the server has not taken
// yet stays in this browser: through a lost network, a closed tab, an expired sign-in.
// Nothing of another person is overwritten: the server shows both texts side by side.
(() => {
  "use strict";

  const form = document.querySelector("form[data-part]");
  if (!form) return;

  const SAVE_AFTER_MS = 2500;
  const RETRY_AFTER_MS = 15_000;
  const SAY_HERE_MS = 20_000;
  const KEPT_DAYS = 14;
  const BULLET = /^\s*[-–+•]\s*/;
  const KEY = `phoi-hop:phan-loi:${form.dataset.part}`;

  const SAYINGS = {
    unsaved: "Chưa lưu…",
    saving: "Đang lưu…",
    offline: "Chưa lưu được: mất mạng. Nội dung đã giữ trong máy này, sẽ tự lưu khi có mạng.",
    busy: "Máy chủ đang bận. Nội dung đã giữ trong máy này, sẽ tự lưu lại sau ít giây.",
    signedOut: "Phiên đăng nhập đã hết hạn. Nội dung đã giữ trong máy này.",
    refused: "Máy chủ không nhận. Nội dung đã giữ trong máy này; hãy tải lại trang.",
    undecided: "Chưa lưu: hãy chọn giữ bản nào.",
  };

  const area = form.elements.text;
  const version = form.elements.version;
  const said = form.querySelector("[data-saved]");
  const here = document.querySelector("[data-here]");
  const isUndecided = form.hasAttribute("data-undecided"); // two texts side by side
  const isRefilled = form.hasAttribute("data-refilled"); // put in, not saved yet
  let stored = isUndecided || isRefilled ? null : area.defaultValue;
  let timer, isSending = false, isAsked = false, isStopped = isUndecided;

  // -- What is kept in this browser -----------------------------------------

  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY));
      return Date.now() - Date.parse(kept?.at) < KEPT_DAYS * 86_400_000 ? kept : null;
    } catch {
      return null;
    }
  };
  const keep = () => {
    try {
      const at = new Date().toISOString();
      // Not decided between two texts: of no version, so that both are shown again.
      const begunAt = isUndecided ? "0" : version.value;
      localStorage.setItem(KEY, JSON.stringify({ text: area.value, version: begunAt, at }));
      form.removeAttribute("data-guard"); // kept: no need to ask before leaving
    } catch {
      // Full or switched off: leaving the page still asks.
    }
  };
  const forget = () => {
    try {
      localStorage.removeItem(KEY);
    } catch {
      // Nothing was kept either.
    }
  };

  // -- Small parts of the page ----------------------------------------------

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const say = (words, ...more) => said.replaceChildren(words, ...more.flatMap((each) => [" ", each]));

  // -- Saving ---------------------------------------------------------------

  const post = (extra) => {
    const body = new FormData(form);
    Object.entries(extra).forEach(([name, value]) => body.set(name, value));
    const headers = { Accept: "application/json" };
    return fetch(location.pathname, { method: "POST", body, headers, redirect: "manual" });
  };

  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(save, RETRY_AFTER_MS);
  };

  // Gives the answer of a saving that succeeded; says what went wrong with any other.
  const settle = async (response) => {
    if (response.type === "opaqueredirect") {
      isStopped = true;
      say(SAYINGS.signedOut, make("a", { href: form.dataset.signIn, textContent: "Đăng nhập rồi viết tiếp" }));
      return null;
    }
    if (response.status === 409) {
      isStopped = true;
      const { by } = await response.json();
      const show = make("button", { type: "button", className: "btn s", textContent: "Xem hai bản cạnh nhau" });
      show.addEventListener("click", () => form.submit()); // the server shows both
      say(`${by} vừa lưu phần này. Bản của Ông/Bà chưa lưu, đã giữ trong máy này.`, show);
      return null;
    }
    if (response.status === 422) {
      isStopped = true;
      say((await response.json()).refused);
      return null;
    }
    if (response.status >= 500 || response.status === 429) {
      say(SAYINGS.busy);
      again();
      return null;
    }
    if (!response.ok) {
      isStopped = true;
      say(SAYINGS.refused);
      return null;
    }
    return response.json();
  };

  const save = async () => {
    clearTimeout(timer);
    if (isSending || isStopped || area.value === stored) return;
    isSending = true;
    const sent = area.value;
    say(SAYINGS.saving);
    try {
      const answer = await settle(await post({ "tu-luu": "1" }));
      if (answer) {
        stored = sent;
        version.value = answer.version;
        if (area.value === sent) {
          forget();
          say(`Đã tự lưu lúc ${answer.at}.`);
        } else saveSoon();
      }
    } catch {
      say(SAYINGS.offline);
      again();
    }
    isSending = false;
    if (isAsked && !isStopped) form.requestSubmit(); // the button waited for this
    isAsked = false;
  };

  const saveSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_AFTER_MS);
  };

  const changed = () => {
    keep();
    if (isStopped) return;
    say(SAYINGS.unsaved);
    saveSoon();
  };
  area.addEventListener("input", changed);
  window.addEventListener("online", save);
  document.addEventListener("visibilitychange", () => document.hidden && save());

  // The button: one more saving, by itself no longer; then back to the report.
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.name) return; // puts text in: a page of its own
    event.preventDefault();
    if (isSending) {
      isAsked = true;
      return;
    }
    clearTimeout(timer);
    keep();
    isSending = true;
    isStopped = false;
    say(SAYINGS.saving);
    try {
      const answer = await settle(await post({}));
      if (answer) {
        forget();
        location.assign(answer.url);
      }
    } catch {
      say(SAYINGS.offline);
      again();
    }
    isSending = false;
    delete form.dataset.sent;
    form.querySelectorAll("[data-was-sent]").forEach((button) => {
      button.removeAttribute("aria-disabled");
      button.removeAttribute("data-was-sent");
    });
  });
  document.querySelectorAll("[data-forget]").forEach((link) => link.addEventListener("click", forget));

  // -- Putting in -----------------------------------------------------------

  const replace = (start, end, text) => {
    area.focus();
    area.setSelectionRange(start, end);
    // Through the browser, so that Ctrl+Z takes it back.
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, start, end, "end");
      changed();
    }
  };

  document.querySelectorAll("[data-insert]").forEach((button) =>
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const text = button.dataset.insert;
      if (area.value.includes(text)) return say("Đoạn này đã có trong phần lời.");
      const end = area.value.length;
      replace(end, end, `${area.value && !area.value.endsWith("\n") ? "\n" : ""}${text}\n`);
    }),
  );

  const bullets = () => {
    const { value, selectionStart, selectionEnd } = area;
    const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const found = value.indexOf("\n", selectionEnd);
    const end = found < 0 ? value.length : found;
    const lines = value.slice(start, end).split("\n");
    const areAll = lines.every((line) => BULLET.test(line) || !line.trim());
    const change = (line) => (areAll ? line.replace(BULLET, "") : BULLET.test(line) ? line : `- ${line}`);
    replace(start, end, lines.map(change).join("\n"));
  };
  const tools = make("div", { className: "actions follow-up" });
  const list = make("button", { type: "button", className: "btn s", textContent: "– Gạch đầu dòng" });
  list.title = "Biến các dòng đang chọn thành gạch đầu dòng, hoặc bỏ gạch đầu dòng";
  list.addEventListener("click", bullets);
  tools.append(list);
  area.before(tools);

  // A new line of a list begins with its bullet; an empty one ends the list.
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    const { value, selectionStart, selectionEnd } = area;
    const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const line = value.slice(start, selectionStart);
    if (selectionStart !== selectionEnd || !/^\s*- ?/.test(line)) return;
    event.preventDefault();
    if (line.replace(BULLET, "").trim()) replace(selectionStart, selectionEnd, "\n- ");
    else replace(start, selectionStart, "");
  });

  // -- Who else is here -----------------------------------------------------

  const showOthers = (words) => {
    here.hidden = !words;
    here.querySelector("span").textContent = words;
  };
  const sayHere = async () => {
    if (document.hidden) return;
    try {
      const body = new FormData();
      body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      const response = await fetch(form.dataset.hereUrl, { method: "POST", body, redirect: "manual" });
      if (!response.ok) return;
      const { others, version: current, by } = await response.json();
      const words = [];
      if (others.length) words.push(`${others.join(", ")} cũng đang mở phần này.`);
      if (by && current > Number(version.value)) {
        words.push(`${by} vừa lưu phần này: lưu của Ông/Bà sẽ hiện hai bản cạnh nhau để chọn.`);
      }
      showOthers(words.join(" "));
    } catch {
      // The next one may pass.
    }
  };
  setInterval(sayHere, SAY_HERE_MS);

  // -- What was not saved the last time -------------------------------------

  const restore = () => {
    const kept = read();
    if (!kept || kept.text === area.value) return forget();
    const drop = make("button", { type: "button", className: "btn s", textContent: "Bỏ bản chưa lưu" });
    const current = { text: area.value, version: version.value };
    area.value = kept.text;
    // Of an older version: the server will show both, and nothing is overwritten.
    version.value = kept.version;
    const moment = new Date(kept.at).toLocaleString("vi-VN", { dateStyle: "short", timeStyle: "short" });
    const notice = make("div", { className: "notice restored" }, make("div", {}, `Đã khôi phục nội dung chưa lưu lúc ${moment}.`), drop);
    notice.setAttribute("role", "status");
    drop.addEventListener("click", () => {
      forget();
      clearTimeout(timer);
      area.value = current.text;
      version.value = current.version;
      notice.remove();
      say("");
    });
    form.before(notice);
    changed();
  };
  if (isUndecided) {
    keep();
    say(SAYINGS.undecided);
  } else if (isRefilled) changed();
  else if (!form.querySelector(".error-summary")) restore();
  form.dataset.ready = "true";
})();
