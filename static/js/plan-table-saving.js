// Keeps what was typed in the table of a plan until the server has it: in order, one
// request at a time, and in this browser when there is no server to be reached.
(() => {
  "use strict";

  const RETRY_AFTER_MS = 15000;

  const read = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key)) || {};
    } catch {
      return {}; // no storage, or somebody else's content
    }
  };

  const write = (key, entries) => {
    try {
      if (Object.keys(entries).length) localStorage.setItem(key, JSON.stringify(entries));
      else localStorage.removeItem(key);
    } catch {
      // A private window keeps nothing; leaving the page still asks.
    }
  };

  // hooks: send(entry) -> the request; done(entry, answer); failed(kind)
  window.planTableSaving = (table, hooks) => {
    const { user, plan, loginUrl } = table.dataset;
    const key = `bang-ke-hoach:${user}:${plan}`;
    const earlier = read(key); // left by an earlier visit
    const waiting = new Map(); // of this visit, by id
    const queue = [];
    let running = false;
    let failure = "";

    const keep = () => write(key, { ...earlier, ...Object.fromEntries(waiting) });

    const post = async (url, body) => {
      const csrf = document.querySelector("[name=csrfmiddlewaretoken]").value;
      let response;
      try {
        response = await fetch(url, {
          method: "POST",
          redirect: "manual",
          headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
          body: JSON.stringify(body),
        });
      } catch {
        return { failure: "network" };
      }
      if (response.type === "opaqueredirect") return { failure: "login" };
      if (response.status === 403) return { failure: "forbidden" };
      if (!response.ok) return { failure: "server" };
      try {
        return await response.json();
      } catch {
        return { failure: "server" };
      }
    };

    const run = async () => {
      if (running) return;
      running = true;
      while (queue.length) {
        const job = queue.shift();
        const asked = job.request();
        if (!asked) continue; // saved by an earlier turn
        const answer = await post(...asked);
        if (answer.failure) {
          failure = answer.failure;
          // What waits is asked again from `waiting`; whoever else asked is told.
          [job, ...queue.splice(0)].forEach((each) => each.done(answer));
          hooks.failed(failure);
          break;
        }
        const wasFailing = failure;
        failure = "";
        job.done(answer);
        if (wasFailing) saveAll();
      }
      running = false;
      hooks.idle(waiting.size);
    };

    const put = (id, entry) => {
      waiting.set(id, entry);
      delete earlier[id];
      keep();
    };

    const save = (id) => {
      let sent;
      queue.push({
        request: () => {
          const entry = waiting.get(id);
          if (!entry || entry.refused || entry.incomplete) return null;
          sent = JSON.stringify(entry.value);
          return hooks.request(entry);
        },
        done: (answer) => {
          if (!answer.failure) hooks.done(id, waiting.get(id), answer, sent);
        },
      });
      hooks.busy();
      run();
    };

    const saveAll = () => waiting.forEach((entry, id) => save(id));

    const settle = (id) => {
      waiting.delete(id);
      keep();
    };

    // Anything else that must keep its turn: a move, a removal.
    const ask = (url, body) =>
      new Promise((resolve) => {
        queue.push({ request: () => [url, body()], done: resolve });
        hooks.busy();
        run();
      });

    const again = () => {
      if (!running && failure) saveAll();
    };
    addEventListener("online", again);
    setInterval(() => (failure === "network" || failure === "server") && again(), RETRY_AFTER_MS);

    addEventListener("beforeunload", (event) => {
      if (waiting.size || running) event.preventDefault();
    });

    const login = () =>
      `${loginUrl}?next=${encodeURIComponent(location.pathname + location.search)}`;

    return {
      waiting,
      put,
      save,
      settle,
      ask,
      again,
      login,
      earlier: () => Object.entries(earlier),
      forget: () => {
        Object.keys(earlier).forEach((id) => delete earlier[id]);
        keep();
      },
    };
  };
})();
