// A report of progress survives a lost network, a closed tab, an expired sign-in.
// What is typed is kept in localStorage, chosen files in IndexedDB, under the person
// and the task; sending again with the token of the form counts once.
(() => {
  "use strict";

  const KEPT_DAYS = 14;
  const SAVE_AFTER_MS = 300;
  const FIRST_RETRY_MS = 10_000;
  const LAST_RETRY_MS = 300_000;
  const NOT_KEPT = new Set(["csrfmiddlewaretoken", "uploads"]);

  const SAYINGS = {
    sending: "Đang gửi…",
    offline: "Chưa gửi được: mất mạng. Nội dung đã giữ lại, sẽ thử gửi lại khi có mạng.",
    busy: "Máy chủ đang bận. Nội dung đã giữ lại, sẽ thử gửi lại sau ít phút.",
    failed: "Máy chủ gặp lỗi. Nội dung đã giữ lại: hãy bấm gửi lại sau ít phút.",
    signedOut: "Phiên đăng nhập đã hết hạn. Nội dung đã giữ lại.",
    refused:
      "Máy chủ không nhận: phiên làm việc đã đổi, hoặc Ông/Bà không còn quyền báo cáo nhiệm vụ này. Nội dung đã giữ lại.",
    tooLarge: "Tệp gửi lên quá lớn hoặc quá nhiều. Hãy bỏ bớt tệp rồi gửi lại.",
    arrived:
      "Lần gửi trước thực ra đã đến nơi. Những gì Ông/Bà sửa sau đó chưa được ghi: bấm gửi lần nữa để ghi thành báo cáo mới.",
    filesNotKept: "Trình duyệt này không giữ được tệp đã chọn khi đóng trang: hãy gửi trước khi đóng.",
  };

  // -- What is kept ---------------------------------------------------------

  const nameOf = (key) => `phoi-hop:tien-do:${key}`;

  const readDraft = (key) => {
    try {
      const draft = JSON.parse(localStorage.getItem(nameOf(key)));
      const age = Date.now() - Date.parse(draft?.saved);
      return age < KEPT_DAYS * 86_400_000 ? draft : null;
    } catch {
      return null;
    }
  };

  const writeDraft = (key, draft) => {
    try {
      const saved = new Date().toISOString();
      localStorage.setItem(nameOf(key), JSON.stringify({ saved, ...draft }));
      return true;
    } catch {
      return false; // full, or switched off: the page works as it would without
    }
  };

  const withFiles = (mode, act) =>
    new Promise((resolve, reject) => {
      const opening = indexedDB.open("phoi-hop", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("tep");
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const database = opening.result;
        const change = database.transaction("tep", mode);
        const asked = act(change.objectStore("tep"));
        change.oncomplete = () => {
          database.close();
          resolve(asked.result);
        };
        change.onabort = change.onerror = () => {
          database.close();
          reject(change.error);
        };
      };
    });

  const keepFiles = (key, files) =>
    withFiles("readwrite", (store) => (files.length ? store.put(files, key) : store.delete(key)));

  const keptFiles = async (key) => {
    try {
      return (await withFiles("readonly", (store) => store.get(key))) || [];
    } catch {
      return [];
    }
  };

  const forget = async (key) => {
    try {
      localStorage.removeItem(nameOf(key));
      await keepFiles(key, []);
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

  const sizeOf = (bytes) => {
    const [value, unit] = bytes < 1_048_576 ? [bytes / 1024, "KB"] : [bytes / 1_048_576, "MB"];
    return `${value.toLocaleString("vi-VN", { maximumFractionDigits: 1 })} ${unit}`;
  };

  const momentOf = (text) =>
    new Date(text).toLocaleString("vi-VN", { dateStyle: "short", timeStyle: "short" });

  const newToken = () => {
    const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0"));
    return hex.join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };

  // -- One form -------------------------------------------------------------

  const start = (form, { isFresh, chosen = [] }) => {
    const key = form.dataset.keep;
    const input = form.elements.uploads;
    const actions = form.querySelector(".form-actions");
    const said = make("div", { className: "notice", hidden: true });
    said.setAttribute("role", "status");
    actions.before(said);
    let saving, retrying, isSending = false, retryAfter = FIRST_RETRY_MS;
    let attempted = null; // what went off first under the token of the form

    const say = (words, { tone = "warn", link } = {}) => {
      said.className = `notice ${tone}`;
      said.hidden = !words;
      const text = make("div", {}, words);
      if (link) text.append(" ", make("a", { href: link.href, textContent: link.text }));
      said.replaceChildren(text);
    };

    const fields = () =>
      [...new FormData(form)].filter(([name, value]) => !NOT_KEPT.has(name) && typeof value === "string");

    const content = () => JSON.stringify([fields(), chosen.map((file) => [file.name, file.size])]);

    const save = () => {
      clearTimeout(saving);
      saving = undefined;
      // Kept here: no need to be asked before leaving the page.
      if (writeDraft(key, { fields: fields(), attempted })) form.removeAttribute("data-guard");
    };
    const saveSoon = () => {
      clearTimeout(saving);
      saving = setTimeout(save, SAVE_AFTER_MS);
    };

    // Files: those chosen now are added to those chosen before.
    const list = make("ul", { className: "files chosen" });
    list.setAttribute("aria-label", "Tệp đã chọn");
    const showFiles = () => {
      const all = new DataTransfer();
      chosen.forEach((file) => all.items.add(file));
      input.files = all.files; // the form is whole also when it is sent the plain way
      list.replaceChildren(
        ...chosen.map((file) => {
          const remove = make("button", { type: "button", className: "btn s", textContent: "Bỏ" });
          remove.setAttribute("aria-label", `Bỏ tệp ${file.name}`);
          remove.addEventListener("click", () => {
            const place = chosen.indexOf(file);
            choose(chosen.filter((other) => other !== file));
            (list.querySelectorAll("button")[place] || pick).focus();
          });
          const words = make("div", {}, make("b", { textContent: file.name }));
          words.append(make("div", { className: "small muted", textContent: sizeOf(file.size) }));
          return make("li", {}, words, remove);
        }),
      );
      list.hidden = !chosen.length;
    };
    const choose = async (files) => {
      chosen = files;
      showFiles();
      save();
      try {
        await keepFiles(key, chosen);
      } catch {
        say(SAYINGS.filesNotKept);
      }
    };
    const isSame = (one, other) =>
      one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
    const add = (files) =>
      choose([...chosen, ...files.filter((file) => !chosen.some((other) => isSame(file, other)))]);
    input.addEventListener("change", () => add([...input.files]));
    input.after(list);
    // The browser's own button speaks the language of the browser.
    const picking = make("div", { className: "actions" });
    const pick = make("button", { type: "button", className: "btn", textContent: "Chọn ảnh, tệp" });
    pick.addEventListener("click", () => input.click());
    picking.append(pick);
    input.classList.add("picked");
    input.tabIndex = -1;
    input.before(picking);
    if (matchMedia("(pointer: coarse)").matches) {
      const camera = make("input", { type: "file", accept: "image/*", hidden: true });
      camera.setAttribute("capture", "environment");
      camera.addEventListener("change", () => add([...camera.files]));
      const button = make("button", { type: "button", className: "btn", textContent: "Chụp ảnh" });
      button.addEventListener("click", () => camera.click());
      picking.prepend(button, camera); // without a name it is not sent
    }

    // Sending.
    const retryLater = (wait) => {
      clearTimeout(retrying);
      retrying = setTimeout(send, wait);
      retryAfter = Math.min(retryAfter * 2, LAST_RETRY_MS);
    };
    const mark = (isBusy) => {
      isSending = isBusy;
      const button = actions.querySelector("button[type=submit]");
      if (isBusy) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    };

    // The first sending had arrived, only its answer was lost; what was changed since
    // is not in it and becomes a report of its own.
    const beginAnew = (url) => {
      form.elements.form_token.value = newToken();
      attempted = null;
      save();
      say(SAYINGS.arrived, { link: { href: url, text: "Xem báo cáo đã ghi" } });
    };

    const settle = async (response) => {
      if (response.type === "opaqueredirect") {
        return say(SAYINGS.signedOut, {
          link: { href: form.dataset.signIn, text: "Đăng nhập rồi gửi tiếp" },
        });
      }
      if (response.status === 413 || response.status === 400) return say(SAYINGS.tooLarge);
      if (response.status === 429 || response.status > 500) {
        retryLater(retryAfter);
        return say(SAYINGS.busy);
      }
      if (response.status === 500) return say(SAYINGS.failed);
      if (!response.ok) {
        return say(SAYINGS.refused, { link: { href: location.href, text: "Tải lại trang" } });
      }
      if (response.headers.get("Content-Type")?.startsWith("application/json")) {
        const { url, repeated } = await response.json();
        if (repeated && attempted !== content()) return beginAnew(url);
        clearTimeout(saving);
        await forget(key);
        return location.assign(url);
      }
      showAnswer(await response.text(), chosen);
    };

    const send = async () => {
      if (isSending || !form.isConnected) return;
      clearTimeout(retrying);
      attempted ??= content();
      save();
      mark(true);
      say(SAYINGS.sending, { tone: "info" });
      try {
        const headers = { Accept: "application/json" };
        const body = new FormData(form);
        const address = form.action || location.href;
        await settle(await fetch(address, { method: "POST", body, headers, redirect: "manual" }));
      } catch {
        say(SAYINGS.offline);
        retryLater(retryAfter);
        window.addEventListener("online", send, { once: true });
      }
      mark(false);
    };

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      retryAfter = FIRST_RETRY_MS;
      send();
    });
    form.addEventListener("input", (event) => {
      if (event.target !== input) saveSoon();
    });
    window.addEventListener("pagehide", () => saving && save());
    document.addEventListener("visibilitychange", () => document.hidden && saving && save());

    // What was not sent the last time.
    const fill = (kept) => {
      for (const element of form.elements) {
        if (!element.name || NOT_KEPT.has(element.name)) continue;
        const values = kept.filter(([name]) => name === element.name).map(([, value]) => value);
        if (element.type === "checkbox" || element.type === "radio") {
          element.checked = values.includes(element.value);
        } else if (values.length) {
          [element.value] = values;
        }
      }
    };
    const tellRestored = (moment) => {
      const drop = make("button", { type: "button", className: "btn s", textContent: "Bỏ bản nháp" });
      drop.addEventListener("click", async () => {
        clearTimeout(saving);
        await forget(key);
        form.removeAttribute("data-guard");
        location.reload();
      });
      const words = `Đã khôi phục nội dung chưa gửi lúc ${momentOf(moment)}.`;
      const notice = make("div", { className: "notice restored" }, make("div", {}, words), drop);
      notice.setAttribute("role", "status");
      form.before(notice);
    };
    const restore = async () => {
      const draft = readDraft(key);
      if (!draft) return forget(key);
      fill(draft.fields);
      attempted = draft.attempted;
      chosen = await keptFiles(key);
      tellRestored(draft.saved);
    };
    (isFresh ? restore() : Promise.resolve()).then(() => {
      showFiles();
      form.dataset.ready = "true";
    });
  };

  // The server found something wrong: its page takes the place of this one.
  const showAnswer = (html, chosen) => {
    const answer = new DOMParser().parseFromString(html, "text/html");
    const main = document.querySelector("main");
    main.replaceChildren(...answer.querySelector("main").childNodes);
    const form = main.querySelector("form[data-keep]");
    if (form) start(form, { isFresh: false, chosen });
    main.querySelector(".error-summary")?.focus();
    window.scrollTo(0, 0);
  };

  const form = document.querySelector("form[data-keep]");
  if (form) start(form, { isFresh: true });
})();
