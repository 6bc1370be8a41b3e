// A draft's table worked like a spreadsheet. Without this script the same page orders
// rows by its buttons and leads to the form of each row.
(() => {
  "use strict";

  const table = document.getElementById("bang");
  if (!table) return;
  const body = table.tBodies[0];
  const where = table.dataset;
  const said = document.querySelector("[data-said]");
  const state = document.querySelector("[data-state]");
  const bar = document.getElementById("bang-cho-luu");
  const isNarrow = () => matchMedia("(max-width: 640px)").matches;
  const isFull = new URLSearchParams(location.search).get("cot") === "du";
  const undone = [];
  let current = null;
  let editing = null;

  const say = (text) => {
    said.textContent = "";
    setTimeout(() => (said.textContent = text), 30); // the same words are said again
  };
  const make = (tag, className = "", text = "") => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  };
  const button = (text, act, className = "btn s") => {
    const made = make("button", className, text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  };

  // -- Cells ------------------------------------------------------------------------

  const saved = new WeakMap(); // what the server holds of a cell
  const rowOf = (cell) => cell.closest("tr");
  const cellsOf = (row) => [...row.querySelectorAll("[data-cell]")];
  const named = (row, name) => row.querySelector(`[data-cell="${name}"]`);
  const textOf = (cell) => cell.querySelector(".cell").textContent;
  const idOf = (cell) => `${rowOf(cell).dataset.row}:${cell.dataset.cell}`;
  const rowByKey = (key) => body.querySelector(`[data-row="${CSS.escape(key)}"]`);
  const labelOf = (cell) => {
    const number = rowOf(cell).querySelector(".tt")?.textContent || "";
    return `${cell.dataset.label}${number ? `, dòng ${number}` : ""}`;
  };

  const valueOf = (cell) => {
    if (cell.dataset.cell === "lead") return Number(cell.dataset.value) || cell.dataset.typed || "";
    if (cell.dataset.cell === "coordinating") {
      const { ids, group } = JSON.parse(cell.dataset.value || '{"ids":[],"group":"","names":[]}');
      return { ids, group };
    }
    return textOf(cell);
  };
  const savedOf = (cell) => {
    if (!saved.has(cell)) saved.set(cell, valueOf(cell));
    return saved.get(cell);
  };
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

  const show = (cell, { text, json, value }) => {
    cell.querySelector(".cell").textContent = text;
    if (cell.dataset.cell === "coordinating") cell.dataset.value = json;
    if (cell.dataset.cell === "lead") cell.dataset.value = value ?? "";
  };

  const mark = (cell, kind, message = "", actions = []) => {
    cell.classList.toggle("unsaved", kind === "unsaved");
    cell.classList.toggle("wrong", kind === "wrong");
    cell.toggleAttribute("aria-invalid", kind === "wrong");
    if (kind === "wrong") cell.setAttribute("aria-invalid", "true");
    cell.querySelector(".cell-said")?.remove();
    cell.removeAttribute("aria-describedby");
    if (!message) return;
    const note = make("div", "cell-said small", message);
    note.id = `noi-${idOf(cell).replace(":", "-")}`;
    if (actions.length) {
      const row = make("div", "actions");
      row.append(...actions);
      note.append(row);
    }
    cell.append(note);
    cell.setAttribute("aria-describedby", note.id);
    say(message);
  };

  const showRow = (row, data) => {
    row.dataset.version = data.version;
    data.cells.forEach((fresh) => {
      const cell = named(row, fresh.name);
      if (!cell || editing?.cell === cell || saving.waiting.has(idOf(cell))) return;
      show(cell, fresh);
      saved.set(cell, fresh.value);
      mark(cell, "");
    });
    const day = row.querySelector("[data-due]");
    if (!day || editing?.cell === day.closest("td")) return;
    day.textContent = data.due ? `hạn ${data.due}` : "";
    day.parentElement.querySelector(".chip")?.remove();
    if (data.is_past) day.after(make("span", "chip soon", "cần xem lại thời hạn"));
  };

  // -- Saving -----------------------------------------------------------------------

  const FAILURES = {
    network: "Mất kết nối. Những gì đã gõ còn giữ trên máy này và sẽ được lưu lại khi có mạng.",
    server: "Hệ thống chưa lưu được. Những gì đã gõ còn giữ trên máy này; sẽ tự thử lại sau ít giây.",
    login: "Phiên đăng nhập đã hết. Những gì đã gõ còn giữ trên máy này; đăng nhập lại rồi bấm “Lưu lại”.",
    forbidden:
      "Không lưu được: phiên làm việc đã đổi hoặc kế hoạch không còn ở bước soạn thảo. Những gì đã gõ còn giữ trên máy này; hãy tải lại trang.",
  };

  const bars = (text, ...actions) => {
    bar.replaceChildren(make("div", "", text));
    const row = make("div", "actions");
    row.append(...actions);
    bar.append(row);
    bar.hidden = false;
  };
  const link = (text, href) => {
    const made = make("a", "btn s", text);
    made.href = href;
    return made;
  };

  const request = (entry) => {
    if (entry.kind === "new") {
      return [
        where.addUrl,
        {
          token: entry.token,
          kind: entry.rowKind,
          after: entry.after,
          cells: entry.cells,
          citing: entry.citing,
          page: Number(where.page),
          full: isFull,
        },
      ];
    }
    const { row, version, cell, value, was } = entry;
    // The version at which `was` was read: what changed since is compared with it.
    return [where.cellUrl, { row, cell, value, was, version: Number(version) }];
  };

  const cellDone = (id, entry, answer, sent) => {
    const row = rowByKey(entry.row);
    const cell = row && named(row, entry.cell);
    const isNewer = JSON.stringify(entry.value) !== sent; // typed on meanwhile
    if (answer.row) {
      if (!isNewer) saving.settle(id);
      else Object.assign(entry, { was: JSON.parse(sent), version: answer.row.version });
      if (row) showRow(row, answer.row);
      return;
    }
    if (isNewer) return; // its own turn comes
    entry.refused = true;
    saving.put(id, entry);
    if (!cell) return stateOf();
    if (answer.taken) return offerBoth(cell, id, entry, answer);
    const message = answer.errors
      ? Object.values(answer.errors).join(" ")
      : answer.message;
    mark(cell, "wrong", message);
  };

  const offerBoth = (cell, id, entry, { taken, version }) => {
    const settle = () => {
      rowOf(cell).dataset.version = version;
      saved.set(cell, taken.value);
    };
    mark(cell, "wrong", `Người khác vừa sửa ô này thành: “${taken.text}”. Ông/Bà đã gõ: “${entry.text}”.`, [
      button("Giữ của tôi", () => {
        settle();
        saving.settle(id);
        stage(cell, entry.value, entry);
        focusOn(cell);
      }),
      button("Lấy của người kia", () => {
        settle();
        saving.settle(id);
        show(cell, taken);
        mark(cell, "");
        stateOf();
        focusOn(cell);
      }),
    ]);
  };

  const newDone = (id, entry, answer) => {
    const row = body.querySelector(`[data-new][data-token="${entry.token}"]`);
    if (answer.errors || answer.message) {
      entry.refused = true;
      saving.put(id, entry);
      Object.entries(answer.errors || { title: answer.message }).forEach(([name, message]) => {
        const cell = row && (named(row, name) || named(row, "title"));
        if (cell) mark(cell, "wrong", message);
      });
      return;
    }
    saving.settle(id);
    if (!row) return location.reload();
    const open = editing && rowOf(editing.cell) === row && editing;
    const typed = open && { name: open.cell.dataset.cell, value: open.value() };
    const hadFocus = row.contains(document.activeElement) && document.activeElement.closest("[data-cell]");
    const focused = hadFocus && hadFocus.dataset.cell;
    if (open) close();
    const fresh = takeRow(answer.rows[answer.row.key]);
    row.replaceWith(fresh);
    prepareRow(fresh);
    reorder(answer.order);
    // What was typed after the row had been sent.
    answer.row.cells.forEach(({ name, value }) => {
      const mine = entry.cells[name];
      const cell = named(fresh, name);
      if (mine === undefined || !cell || same(trimmed(mine), trimmed(value))) return;
      if (name === "lead" && typeof mine === "string") return; // words that it understood
      stage(cell, mine, { text: entry.texts[name], json: entry.jsons?.[name] });
    });
    if (typed) {
      edit(named(fresh, typed.name));
      editing?.restore?.(typed.value);
    } else if (focused) focusOn(named(fresh, focused));
  };
  const trimmed = (value) => (typeof value === "string" ? value.trim() : value);

  const stateOf = (busy = false) => {
    const count = saving.waiting.size;
    const time = new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
    if (busy) state.textContent = "Đang lưu…";
    else if (count) state.textContent = `Còn ${count} ô chưa lưu`;
    else state.textContent = `Đã lưu lúc ${time}`;
    state.classList.toggle("late", !busy && count > 0);
  };

  const saving = window.planTableSaving(table, {
    request,
    done: (id, entry, answer, sent) =>
      entry && (entry.kind === "new" ? newDone : cellDone)(id, entry, answer, sent),
    busy: () => stateOf(true),
    idle: () => {
      stateOf();
      if (!saving.waiting.size && bar.dataset.failure) {
        bar.hidden = true;
        delete bar.dataset.failure;
      }
    },
    failed: (kind) => {
      saving.waiting.forEach((entry) => {
        const row = entry.kind === "cell" && rowByKey(entry.row);
        const cell = row && named(row, entry.cell);
        if (cell && !cell.classList.contains("wrong")) mark(cell, "unsaved");
      });
      bar.dataset.failure = kind;
      const actions = [button("Thử lưu lại", saving.again)];
      if (kind === "login") actions.push(link("Đăng nhập lại", saving.login()));
      if (kind === "forbidden") actions.push(button("Tải lại trang", () => location.reload()));
      bars(FAILURES[kind], ...actions);
      say(FAILURES[kind]);
    },
  });

  // A value that a person settled on: shown at once, saved in its turn.
  const stage = (cell, value, { text, json = "" }) => {
    const was = savedOf(cell);
    const row = rowOf(cell);
    show(cell, { text, json, value: typeof value === "number" ? value : "" });
    if (cell.dataset.cell === "lead" && typeof value === "string") cell.dataset.typed = value;
    if (row.dataset.token) return stageNew(row, cell, value, text, json);
    const id = idOf(cell);
    const before = saving.waiting.get(id);
    if (!before && same(value, was)) return;
    const isFirst = !before || before.refused;
    mark(cell, "unsaved");
    saving.put(id, {
      kind: "cell",
      row: row.dataset.row,
      cell: cell.dataset.cell,
      version: isFirst ? row.dataset.version : before.version,
      value,
      text,
      json,
      was: isFirst ? was : before.was,
    });
    saving.save(id);
  };

  // -- New rows ---------------------------------------------------------------------

  const uuid = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  };

  const stageNew = (row, cell, value, text, json) => {
    const id = `moi:${row.dataset.token}`;
    const entry = saving.waiting.get(id) || {
      kind: "new",
      token: row.dataset.token,
      rowKind: row.dataset.new || "task",
      after: row.dataset.after,
      citing: JSON.parse(row.dataset.citing || "[]"),
      cells: {},
      texts: {},
      jsons: {},
    };
    entry.cells[cell.dataset.cell] = value;
    entry.texts[cell.dataset.cell] = text;
    entry.jsons[cell.dataset.cell] = json;
    entry.refused = false;
    entry.incomplete = !entry.cells.title || (entry.rowKind === "task" && !entry.cells.lead);
    saving.put(id, entry);
    mark(cell, "unsaved");
    if (!entry.incomplete) return saving.save(id);
    const lacks = entry.cells.title ? "lead" : "title";
    const missing = named(row, lacks);
    if (missing !== cell) mark(missing, "unsaved", lacks === "lead" ? "Cần cơ quan chủ trì để lưu dòng này." : "Cần nội dung để lưu dòng này.");
    stateOf();
  };

  const addRow = ({ kind = "task", after = "", citing = [], text = "", token = uuid() }) => {
    document.querySelector("[data-when-empty]")?.remove();
    const row = document.getElementById("dong-moi").content.cloneNode(true).firstElementChild;
    row.dataset.new = kind;
    row.dataset.token = token;
    row.dataset.row = `moi-${token}`;
    row.dataset.after = after;
    row.dataset.citing = JSON.stringify(citing);
    if (kind === "heading") {
      const title = named(row, "title");
      cellsOf(row).forEach((cell) => cell !== title && cell.remove());
      row.querySelector(".tt").remove();
      title.colSpan = table.tHead.rows[0].cells.length - 1;
      title.dataset.label = "Tên mục";
      title.classList.add("lead");
      row.className = "grp level-1";
    }
    const above = after && rowByKey(after);
    let place = above;
    while (kind === "task" && place && !place.classList.contains("part") && place.nextElementSibling?.classList.contains("part")) place = place.nextElementSibling;
    if (place) place.after(row);
    else body.append(row);
    prepareRow(row);
    const title = named(row, "title");
    if (text) stage(title, text, { text });
    return row;
  };

  const startRow = (kind, options = {}) => {
    close(true);
    const after = current && body.contains(current) ? rowOf(current).dataset.row : body.rows[body.rows.length - 1]?.dataset.row || "";
    const row = addRow({ kind, after: after.startsWith("moi-") ? rowOf(current).dataset.after : after, ...options });
    const cell = options.text ? named(row, "lead") : named(row, "title");
    row.scrollIntoView({ block: "nearest" });
    focusOn(cell);
    edit(cell);
  };

  // -- Order ------------------------------------------------------------------------

  const takeRow = (html) => {
    const made = document.createElement("template");
    made.innerHTML = html;
    return made.content.querySelector("tr");
  };

  const reorder = (order) => {
    const kept = new Set(order.map(({ key }) => key));
    // Of a long table one part is shown: a row may leave it.
    [...body.rows].forEach((row) => !row.dataset.token && !kept.has(row.dataset.row) && row.remove());
    order.forEach(({ key, number, level, is_part: isPart }) => {
      const row = rowByKey(key);
      if (!row) return; // it comes with the page
      body.append(row);
      if (level) {
        row.className = `grp level-${level}`;
        row.dataset.level = level;
      } else {
        row.className = isPart ? "part" : "";
        row.querySelector(".tt").textContent = number;
      }
    });
    // New rows that wait stay where they were begun.
    [...body.querySelectorAll("[data-new]")].forEach((row) => {
      const above = rowByKey(row.dataset.after);
      if (above) above.after(row);
    });
  };

  const move = async (row, act, other = "") => {
    if (row.dataset.token) return say("Dòng mới chưa lưu: hãy ghi đủ nội dung và cơ quan chủ trì trước khi chuyển.");
    close(true);
    const column = current?.dataset.cell;
    const label = textOf(named(row, "title")).slice(0, 60);
    const answer = await saving.ask(where.moveUrl, () => ({
      row: row.dataset.row, act, other, page: Number(where.page), full: isFull,
    }));
    if (answer.message) return say(answer.message), flash(answer.message);
    if (!answer.order) return;
    reorder(answer.order);
    if (!row.isConnected) return say(`Đã chuyển “${label}” sang phần khác của bảng.`);
    showRow(row, answer.row);
    const cell = (column && named(row, column)) || named(row, "title");
    focusOn(cell);
    const above = row.previousElementSibling;
    const after = above ? `dưới “${textOf(named(above, "title")).slice(0, 60)}”` : "ở đầu bảng";
    say(`${answer.said || "Không đổi"}: “${label}”, nay ${after}.`);
  };

  const flash = (message) => {
    bars(message, button("Đã hiểu", () => (bar.hidden = true)));
  };

  const remove = async (row) => {
    close(true);
    const next = row.nextElementSibling || row.previousElementSibling;
    if (row.dataset.token) {
      saving.settle(`moi:${row.dataset.token}`);
      row.remove();
      stateOf();
      if (next) focusOn(cellsOf(next)[0]);
      return;
    }
    const answer = await saving.ask(where.removeUrl, () => ({ row: row.dataset.row, page: Number(where.page), full: isFull }));
    if (answer.message) return flash(answer.message);
    if (!answer.undo) return;
    const label = textOf(named(row, "title")).slice(0, 60);
    undone.push(answer.undo);
    showUndo();
    const gone = new Set([...body.rows].map((each) => each.dataset.row));
    answer.order.forEach(({ key }) => gone.delete(key));
    [...body.rows].forEach((each) => {
      if (!gone.has(each.dataset.row) || each.dataset.token) return;
      cellsOf(each).forEach((cell) => saving.settle(idOf(cell)));
      each.remove();
    });
    reorder(answer.order);
    if (next?.isConnected) focusOn(cellsOf(next)[0]);
    else if (body.rows.length) focusOn(cellsOf(body.rows[0])[0]);
    say(`Đã bỏ “${label}”. Bấm Ctrl + Z hoặc “Lấy lại dòng vừa bỏ” để lấy lại.`);
  };

  const showUndo = () => {
    document.querySelector('[data-do="undo"]').hidden = !undone.length;
  };

  const undo = async () => {
    const kept = undone.pop();
    if (!kept) return;
    showUndo();
    const answer = await saving.ask(where.restoreUrl, () => ({ undo: kept, page: Number(where.page), full: isFull }));
    if (answer.message) return flash(answer.message);
    if (!answer.rows) return undone.push(kept), showUndo();
    document.querySelector("[data-when-empty]")?.remove();
    Object.values(answer.rows).forEach((html) => {
      const row = takeRow(html);
      body.append(row);
      prepareRow(row);
    });
    reorder(answer.order);
    const row = rowByKey(answer.row.key);
    if (row) focusOn(named(row, "title"));
    say("Đã lấy lại dòng vừa bỏ.");
  };

  // -- Moving among cells -----------------------------------------------------------

  const focusOn = (cell) => {
    if (!cell) return;
    if (current) current.tabIndex = -1;
    current = cell;
    cell.tabIndex = 0;
    cell.focus();
  };

  const beside = (cell, step) => {
    const all = [...body.querySelectorAll("[data-cell]")];
    return all[all.indexOf(cell) + step];
  };

  const below = (cell, step) => {
    let row = rowOf(cell);
    row = step > 0 ? row.nextElementSibling : row.previousElementSibling;
    return row && (named(row, cell.dataset.cell) || cellsOf(row)[0]);
  };

  // -- Editing ----------------------------------------------------------------------

  const close = (keepIt = false) => {
    if (!editing) return;
    const { cell, box, value, first } = editing;
    const now = keepIt ? value() : null;
    editing = null;
    box.remove();
    cell.classList.remove("editing");
    if (now && !same(now.value, first)) stage(cell, now.value, now);
    else if (cell.dataset.cell === "deadline" && cell.dataset.dayBefore !== undefined) {
      const day = cell.querySelector("[data-due]");
      if (day) day.textContent = cell.dataset.dayBefore;
    }
    delete cell.dataset.dayBefore;
  };

  const edit = (cell, typed = null) => {
    if (editing?.cell === cell) return;
    close(true);
    savedOf(cell);
    const kind = cell.dataset.cell;
    const isBody = (kind === "lead" || kind === "coordinating") && !rowOf(cell).matches(".grp");
    cell.classList.add("editing");
    editing = { cell, first: valueOf(cell) };
    Object.assign(editing, isBody ? (kind === "lead" ? leadBox(cell, typed) : bodiesBox(cell, typed)) : textBox(cell, typed));
    cell.append(editing.box);
    editing.box.querySelector("textarea, input")?.focus();
    editing.ready?.();
  };

  const textBox = (cell, typed) => {
    const box = make("div", "cell-edit");
    const area = make("textarea");
    area.value = typed ?? textOf(cell);
    area.rows = cell.dataset.cell === "title" ? 3 : 2;
    area.setAttribute("aria-label", labelOf(cell));
    box.append(area);
    if (isNarrow()) box.append(button("Xong", () => { close(true); focusOn(cell); }, "btn p"));
    const day = cell.dataset.cell === "deadline" && cell.querySelector("[data-due]");
    if (day) {
      cell.dataset.dayBefore = day.textContent;
      let timer;
      area.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(async () => {
          try {
            const answer = await fetch(`${where.deadlineUrl}?q=${encodeURIComponent(area.value)}`, { redirect: "error" });
            const { due, kind } = await answer.json();
            if (box.isConnected) day.textContent = due ? `hạn ${due}` : kind;
          } catch {
            // Only a preview: the saved row says the day.
          }
        }, 200);
      });
    }
    return {
      box,
      value: () => ({ value: area.value.trim(), text: area.value.trim() }),
      restore: ({ value }) => (area.value = value),
      ready: () => area.setSelectionRange(area.value.length, area.value.length),
    };
  };

  // A box in which typing finds bodies; `choose` gets [id, label].
  const finder = (label, choose) => {
    const box = make("div", "find-body");
    const input = make("input");
    const list = make("ul", "suggestions");
    list.id = `goi-y-${uuid().slice(0, 8)}`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Các cơ quan tìm thấy");
    list.hidden = true;
    Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list", autocomplete: "off", "aria-label": label, placeholder: "Gõ tên cơ quan" }).forEach(([name, value]) => input.setAttribute(name, value));
    box.append(input, list);
    let found = [];
    let at = -1;
    let timer;
    let asked = 0;

    const point = (index) => {
      at = index;
      [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
      if (at >= 0 && list.children[at]) {
        input.setAttribute("aria-activedescendant", list.children[at].id);
        list.children[at].scrollIntoView({ block: "nearest" });
      } else input.removeAttribute("aria-activedescendant");
    };
    const hide = () => {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      point(-1);
    };
    const offer = (bodies) => {
      found = bodies;
      list.replaceChildren(
        ...bodies.map(([, , full], index) => {
          const option = make("li", "", full);
          option.id = `${list.id}-${index}`;
          option.setAttribute("role", "option");
          option.addEventListener("pointerdown", (event) => {
            event.preventDefault();
            take(index);
          });
          return option;
        }),
      );
      list.hidden = !bodies.length;
      input.setAttribute("aria-expanded", String(bodies.length > 0));
      point(-1);
      say(bodies.length ? `${bodies.length} cơ quan, dùng mũi tên để chọn` : "Không tìm thấy cơ quan nào");
    };
    const take = (index) => {
      const [id, label_] = found[index];
      hide();
      choose([id, label_]);
    };
    input.addEventListener("input", () => {
      clearTimeout(timer);
      const words = input.value.trim();
      if (!words) return hide();
      timer = setTimeout(async () => {
        const turn = ++asked;
        try {
          const answer = await fetch(`${where.bodiesUrl}?q=${encodeURIComponent(words)}`, { redirect: "error" });
          const { bodies } = await answer.json();
          if (turn === asked && box.isConnected) offer(bodies);
        } catch {
          if (turn === asked) say("Chưa tìm được cơ quan: mất kết nối hoặc phiên đăng nhập đã hết.");
        }
      }, 150);
    });
    // True if the key was for the list.
    const takes = (event) => {
      if (event.target !== input || list.hidden) return false;
      if (event.key === "ArrowDown") point(Math.min(at + 1, found.length - 1));
      else if (event.key === "ArrowUp") point(Math.max(at - 1, -1));
      else if (event.key === "Enter" && (at >= 0 || found.length === 1)) take(Math.max(at, 0));
      else if (event.key === "Escape") hide();
      else return false;
      event.preventDefault();
      return true;
    };
    return { box, input, takes };
  };

  const leadBox = (cell, typed) => {
    let chosen = Number(cell.dataset.value) || null;
    let label = textOf(cell);
    const { box, input, takes } = finder(labelOf(cell), ([id, name]) => {
      chosen = id;
      label = input.value = name;
      const open = cell;
      close(true);
      focusOn(beside(open, 1) || open);
    });
    box.classList.add("cell-edit");
    input.value = typed ?? label;
    input.addEventListener("input", () => (chosen = null));
    if (typed !== null) chosen = null;
    return {
      box,
      takes,
      value: () => {
        const text = input.value.trim();
        if (chosen && text === label) return { value: chosen, text };
        return text ? { value: text, text } : { value: valueOf(cell), text: textOf(cell) };
      },
      restore: ({ text }) => (input.value = text),
      ready: () => (typed === null ? input.select() : input.dispatchEvent(new Event("input"))),
    };
  };

  const bodiesBox = (cell, typed) => {
    const held = JSON.parse(cell.dataset.value || '{"ids":[],"group":"","names":[]}');
    let chosen = held.ids.map((id, index) => [id, held.names[index]]);
    const panel = make("div", "cell-edit bodies-edit");
    const chips = make("ul", "chosen-bodies");
    chips.setAttribute("aria-label", "Các cơ quan phối hợp đã chọn");
    const paint = () => {
      chips.replaceChildren(
        ...chosen.map(([id, label]) => {
          const item = make("li", "chip", label);
          const drop = button("×", () => {
            chosen = chosen.filter(([other]) => other !== id);
            paint();
            found.input.focus();
          }, "chip-drop");
          drop.setAttribute("aria-label", `Bỏ ${label}`);
          item.append(drop);
          return item;
        }),
      );
      chips.hidden = !chosen.length;
    };
    const found = finder(`Thêm ${labelOf(cell).toLowerCase()}`, ([id, label]) => {
      if (!chosen.some(([other]) => other === id)) chosen.push([id, label]);
      found.input.value = "";
      paint();
      say(`Đã thêm ${label}`);
    });
    const group = make("input");
    group.value = held.group;
    group.maxLength = 500;
    group.placeholder = "Nhóm, ví dụ: các sở, ban, ngành liên quan";
    group.setAttribute("aria-label", "Nhóm cơ quan phối hợp không nêu tên");
    const done = button("Xong", () => { close(true); focusOn(cell); }, "btn s p");
    paint();
    panel.append(chips, found.box, group, done);
    if (typed) found.input.value = typed;
    return {
      box: panel,
      takes: found.takes,
      within: true, // Tab goes through the panel before it leaves
      value: () => {
        const text = [...chosen.map(([, label]) => label), group.value.trim()].filter(Boolean).join("; ");
        const value = { ids: chosen.map(([id]) => id), group: group.value.trim() };
        return { value, text, json: JSON.stringify({ ...value, names: chosen.map(([, label]) => label) }) };
      },
      ready: () => typed && found.input.dispatchEvent(new Event("input")),
    };
  };

  // -- Keys -------------------------------------------------------------------------

  const whileEditing = (event) => {
    const { cell, takes, within } = editing;
    if (event.isComposing) return;
    if (takes?.(event)) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
      focusOn(cell);
    } else if (event.key === "Enter" && !event.shiftKey && !event.altKey && event.target.tagName !== "BUTTON") {
      event.preventDefault();
      if (within && event.target.getAttribute("role") === "combobox" && event.target.value) return;
      close(true);
      if (event.ctrlKey) startRow("task");
      else focusOn(rowOf(cell).dataset.token ? cell : below(cell, 1) || cell);
    } else if (event.key === "Tab") {
      const stops = [...editing.box.querySelectorAll("textarea, input, button")];
      const next = stops[stops.indexOf(event.target) + (event.shiftKey ? -1 : 1)];
      if (within && next) return;
      const to = beside(cell, event.shiftKey ? -1 : 1);
      event.preventDefault();
      close(true);
      focusOn(to || cell);
      if (to && rowOf(to).dataset.token) edit(to);
    }
  };

  const STEPS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "out", ArrowRight: "in" };

  const amongCells = (event, cell) => {
    const { key, ctrlKey, altKey, metaKey, shiftKey } = event;
    const row = rowOf(cell);
    let to;
    if ((altKey || ctrlKey) && STEPS[key]) move(row, STEPS[key]);
    else if (ctrlKey && key === "Enter") startRow(shiftKey ? "heading" : "task");
    else if (ctrlKey && key === "Delete") remove(row);
    else if (ctrlKey && key.toLowerCase() === "z") undo();
    else if (ctrlKey && key === "Home") focusOn(body.querySelector("[data-cell]"));
    else if (ctrlKey && key === "End") focusOn([...body.querySelectorAll("[data-cell]")].at(-1));
    else if (ctrlKey || metaKey || altKey) return;
    else if (key === "ArrowUp") focusOn(below(cell, -1));
    else if (key === "ArrowDown") focusOn(below(cell, 1));
    else if (key === "ArrowLeft") focusOn(beside(cell, -1));
    else if (key === "ArrowRight") focusOn(beside(cell, 1));
    else if (key === "Home") focusOn(cellsOf(row)[0]);
    else if (key === "End") focusOn(cellsOf(row).at(-1));
    else if (key === "Tab") {
      to = beside(cell, shiftKey ? -1 : 1);
      if (!to) return; // out of the table
      focusOn(to);
    } else if (key === "Escape") document.querySelector("[data-tools] button").focus();
    else if (key === "Enter" || key === "F2") edit(cell);
    else if (key === "Delete" || key === "Backspace") edit(cell, "");
    else if (key.length === 1) edit(cell, key);
    else return;
    event.preventDefault();
  };

  table.addEventListener("keydown", (event) => {
    if (editing?.cell.contains(event.target)) return whileEditing(event);
    const cell = event.target.closest("[data-cell]");
    if (cell && event.target === cell) amongCells(event, cell);
  });

  table.addEventListener("click", (event) => {
    const mover = event.target.closest("button[name=move]");
    if (mover) {
      event.preventDefault();
      return move(rowOf(mover), mover.value.split(":")[1]);
    }
    const dropper = event.target.closest("button[name=row]");
    if (dropper) {
      event.preventDefault();
      return remove(rowOf(dropper)); // it can be taken back: no question
    }
    if (event.target.closest("[data-drop-new]")) return remove(event.target.closest("tr"));
    const cell = event.target.closest("[data-cell]");
    if (!cell || event.target.closest("a, button, input, textarea, .cell-edit, .cell-said")) return;
    if (current === cell || isNarrow()) {
      focusOn(cell);
      edit(cell);
    } else {
      close(true);
      focusOn(cell);
    }
  });
  table.addEventListener("dblclick", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (cell && !event.target.closest(".cell-edit")) edit(cell);
  });
  // Leaving the table keeps what was typed.
  document.addEventListener("pointerdown", (event) => {
    if (editing && !editing.cell.contains(event.target)) close(true);
  });
  table.addEventListener("focusout", (event) => {
    if (editing && event.relatedTarget && !editing.cell.contains(event.relatedTarget)) close(true);
  });

  document.querySelectorAll("[data-do]").forEach((each) =>
    each.addEventListener("click", () => {
      const act = each.dataset.do;
      if (act === "add") return startRow("task");
      if (act === "heading") return startRow("heading");
      if (act === "undo") return undo();
      if (!current || !body.contains(current)) return say("Hãy chọn một dòng trong bảng trước.");
      if (act === "remove") return remove(rowOf(current));
      move(rowOf(current), act);
    }),
  );
  document.querySelectorAll("[data-cite]").forEach((each) =>
    each.addEventListener("click", (event) => {
      event.preventDefault();
      const last = body.rows[body.rows.length - 1];
      current = last ? cellsOf(last)[0] : null;
      startRow("task", { citing: [Number(each.dataset.cite)], text: each.dataset.citeText || each.closest("li").querySelector("span").textContent });
      each.closest("li").remove();
    }),
  );

  // -- Dragging ---------------------------------------------------------------------

  let dragged = null;
  const unmark = () => body.querySelectorAll(".drop-before, .drop-after").forEach((row) => row.classList.remove("drop-before", "drop-after"));
  const isUpper = (event, row) => {
    const { top, height } = row.getBoundingClientRect();
    return event.clientY < top + height / 2;
  };
  body.addEventListener("dragstart", (event) => {
    const handle = event.target.closest?.(".handle");
    if (!handle) return;
    dragged = rowOf(handle);
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.row);
    event.dataTransfer.setDragImage(dragged, 20, 10);
    dragged.classList.add("dragged");
  });
  body.addEventListener("dragover", (event) => {
    const row = dragged && event.target.closest("tr");
    if (!row) return;
    event.preventDefault();
    unmark();
    row.classList.add(isUpper(event, row) ? "drop-before" : "drop-after");
  });
  body.addEventListener("drop", (event) => {
    const row = dragged && event.target.closest("tr");
    if (!row) return;
    event.preventDefault();
    if (row !== dragged && !row.dataset.token) move(dragged, isUpper(event, row) ? "before" : "after", row.dataset.row);
  });
  body.addEventListener("dragend", () => {
    unmark();
    dragged?.classList.remove("dragged");
    dragged = null;
  });

  // -- Beginning --------------------------------------------------------------------

  const prepareRow = (row) => {
    row.setAttribute("role", "row");
    [...row.cells].forEach((cell) => cell.setAttribute("role", "gridcell"));
    cellsOf(row).forEach((cell) => (cell.tabIndex = -1));
    row.querySelectorAll(".row-do :is(a, button)").forEach((each) => !each.matches("[data-drop-new]") && (each.tabIndex = -1));
    const handle = row.querySelector(".handle");
    if (handle) handle.hidden = false;
  };

  const offerEarlier = () => {
    const left = saving.earlier();
    if (!left.length) return;
    bars(
      `Có ${left.length} ô chưa lưu từ lần trước:`,
      button("Lưu lại", () => {
        bar.hidden = true;
        left.forEach(([, entry]) => bringBack(entry));
        saving.forget();
      }, "btn s p"),
      button("Bỏ", () => {
        saving.forget();
        bar.hidden = true;
      }),
    );
    const list = make("ul", "small");
    left.forEach(([, entry]) => list.append(make("li", "", entry.text || entry.texts?.title || "dòng mới")));
    bar.firstElementChild.append(list);
  };

  const bringBack = (entry) => {
    if (entry.kind === "new") {
      const row = addRow({ ...entry, kind: entry.rowKind, text: "" });
      Object.entries(entry.cells).forEach(([name, value]) => {
        const cell = named(row, name);
        // By then the row may have been saved and stand there under its own name.
        if (cell?.isConnected) stage(cell, value, { text: entry.texts[name], json: entry.jsons?.[name] });
      });
      return;
    }
    const row = rowByKey(entry.row);
    const cell = row && named(row, entry.cell);
    const id = `${entry.row}:${entry.cell}`;
    if (cell) {
      savedOf(cell);
      show(cell, { text: entry.text, json: entry.json, value: entry.value });
      mark(cell, "unsaved");
    }
    // A row that is on another part of the table is saved just the same; whether the
    // cell changed meanwhile is told by what it held then.
    saving.put(id, { ...entry, refused: false, version: 0 });
    saving.save(id);
  };

  table.setAttribute("role", "grid");
  [...table.tHead.rows].forEach((row) => {
    row.setAttribute("role", "row");
    [...row.cells].forEach((cell) => cell.setAttribute("role", "columnheader"));
  });
  [table.tHead, body].forEach((group) => group.setAttribute("role", "rowgroup"));
  [...body.rows].forEach(prepareRow);
  document.querySelectorAll("[data-tools]").forEach((each) => (each.hidden = false));
  document.querySelectorAll("[data-without-script]").forEach((each) => (each.hidden = true));
  table.classList.add("lively");
  current = body.querySelector(`${location.hash ? `[id="${CSS.escape(location.hash.slice(1))}"] ` : ""}[data-cell]`) || body.querySelector("[data-cell]");
  if (current) current.tabIndex = 0;
  offerEarlier();
})();
